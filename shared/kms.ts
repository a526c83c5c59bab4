import type { KMSClient } from '@aws-sdk/client-kms';

const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 2_000;

/** A fresh 256-bit key, and the same under the customer key, as it may be kept. */
export type GeneratedKey = { key: Uint8Array; sealed: string };

/** The customer key that the environment's keys are kept under; it never leaves KMS. */
export type CustomerKey = {
  generate(signal?: AbortSignal): Promise<GeneratedKey>;
  open(sealed: string, signal?: AbortSignal): Promise<Uint8Array>;
};

/** What is sealed under it opens only in this environment and for this use: roles are granted no other. */
export function customerKey(env: { ENVIRONMENT: string; EVIDENCE_KEY_ID: string }): CustomerKey {
  const KeyId = env.EVIDENCE_KEY_ID;
  const EncryptionContext = { environment: env.ENVIRONMENT, use: 'evidence' };
  // Loaded when first needed: a module that most invocations never use would slow every start.
  const load = () => import('@aws-sdk/client-kms');
  let client: KMSClient | undefined;
  const connect = async () => {
    const kms = await load();
    client ??= new kms.KMSClient({
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
    });
    return { kms, client };
  };
  return {
    async generate(abortSignal) {
      const { kms, client } = await connect();
      const made = await client.send(
        new kms.GenerateDataKeyCommand({ KeyId, EncryptionContext, KeySpec: 'AES_256' }),
        { abortSignal },
      );
      return {
        key: present(made.Plaintext),
        sealed: Buffer.from(present(made.CiphertextBlob)).toString('base64'),
      };
    },
    async open(sealed, abortSignal) {
      const { kms, client } = await connect();
      const CiphertextBlob = Buffer.from(sealed, 'base64');
      const opened = await client.send(
        new kms.DecryptCommand({ KeyId, EncryptionContext, CiphertextBlob }),
        { abortSignal },
      );
      return present(opened.Plaintext);
    },
  };
}

function present(value: Uint8Array | undefined): Uint8Array {
  if (value) return value;
  throw new Error('KMS answered without a key');
}
