import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';

const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 2_000;

const requestHandler = {
  connectionTimeout: CONNECTION_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  throwOnRequestTimeout: true,
};

/** A fresh 256-bit key, and the same under the customer key, as it may be kept. */
export type GeneratedKey = { key: Uint8Array; sealed: string };

/** The customer key that the environment's keys are kept under; it never leaves KMS. */
export type CustomerKey = {
  generate(signal?: AbortSignal): Promise<GeneratedKey>;
  open(sealed: string, signal?: AbortSignal): Promise<Uint8Array>;
};

/** What is sealed under it opens only in this environment and for this use: roles are granted no other. */
export function customerKey(env: { ENVIRONMENT: string; EVIDENCE_KEY_ID: string }): CustomerKey {
  const key = {
    KeyId: env.EVIDENCE_KEY_ID,
    EncryptionContext: { environment: env.ENVIRONMENT, use: 'evidence' },
  };
  let client: KMSClient | undefined;
  // Made when first needed: it is called once in the life of an environment, if at all.
  const connected = () => {
    client ??= new KMSClient({ requestHandler });
    return client;
  };
  return {
    async generate(abortSignal) {
      const command = new GenerateDataKeyCommand({ ...key, KeySpec: 'AES_256' });
      const { Plaintext, CiphertextBlob } = await connected().send(command, { abortSignal });
      const sealed = Buffer.from(present(CiphertextBlob)).toString('base64');
      return { key: present(Plaintext), sealed };
    },
    async open(sealed, abortSignal) {
      const CiphertextBlob = Buffer.from(sealed, 'base64');
      const command = new DecryptCommand({ ...key, CiphertextBlob });
      return present((await connected().send(command, { abortSignal })).Plaintext);
    },
  };
}

function present(value: Uint8Array | undefined): Uint8Array {
  if (value) return value;
  throw new Error('KMS answered without a key');
}
