import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { jcs } from '../../../shared/domain/jcs.ts';
import { httpService } from '../http-service.ts';
import { readBody } from '../read-body.ts';
import type { Service } from '../running.ts';
import type { LocalKey } from '../template/read-stack.ts';
import { keptSecrets } from './kept-secrets.ts';

const MAX_BODY_BYTES = 64 * 1024;
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ARN_LENGTH_BYTES = 2;
const DATA_KEY_BYTES = { AES_128: 16, AES_256: 32 } as const;

const Context = z.record(z.string(), z.string()).default({});
const GenerateDataKey = z.looseObject({
  KeyId: z.string(),
  KeySpec: z.enum(['AES_128', 'AES_256']),
  EncryptionContext: Context,
});
const Decrypt = z.looseObject({
  KeyId: z.string().optional(),
  CiphertextBlob: z.base64(),
  EncryptionContext: Context,
});

export type KmsOptions = {
  keys: readonly LocalKey[];
  port: number;
  /** Where the material of each key is kept. */
  folder: string;
  /** Hears of each call before it is answered, and may answer with a refusal of this type. */
  refuse?: (operation: string) => string | undefined;
};

type Reply = { status: number; answer: object };

/** A double of KMS: `GenerateDataKey` and `Decrypt` with symmetric keys, really sealed, and nothing else. */
export function kms(options: KmsOptions): Service {
  let material: Readonly<Record<string, string>> = {};
  const server = httpService('KMS double', options.port, async (request, response) => {
    const body = await readBody(request, MAX_BODY_BYTES);
    const operation = String(request.headers['x-amz-target'] ?? '').replace('TrentService.', '');
    const { status, answer } = answerCall(operation, body?.toString() ?? '');
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer));
  });

  function answerCall(operation: string, body: string): Reply {
    const refused = options.refuse?.(operation);
    if (refused !== undefined) return refusal(refused, `${refused} was asked of the double.`);
    switch (operation) {
      case 'GenerateDataKey':
        return generateDataKey(GenerateDataKey.parse(JSON.parse(body)));
      case 'Decrypt':
        return decrypt(Decrypt.parse(JSON.parse(body)));
      default:
        return refusal('UnknownOperationException', `The local double does not know ${operation}.`);
    }
  }

  function generateDataKey(call: z.infer<typeof GenerateDataKey>): Reply {
    const key = findKey(options.keys, call.KeyId);
    if (!key) return notFound(call.KeyId);
    const plain = randomBytes(DATA_KEY_BYTES[call.KeySpec]);
    const blob = sealBlob(key, masterKey(material, key), plain, call.EncryptionContext);
    const answer = { KeyId: key.arn, Plaintext: base64(plain), CiphertextBlob: base64(blob) };
    return { status: 200, answer };
  }

  function decrypt(call: z.infer<typeof Decrypt>): Reply {
    const blob = Buffer.from(call.CiphertextBlob, 'base64');
    const key = options.keys.find(({ arn }) => arn === arnOf(blob));
    if (!key) return refusal('InvalidCiphertextException');
    if (call.KeyId !== undefined) {
      const named = findKey(options.keys, call.KeyId);
      if (!named) return notFound(call.KeyId);
      if (named !== key) return refusal('IncorrectKeyException');
    }
    const plain = openBlob(masterKey(material, key), blob, call.EncryptionContext);
    if (!plain) return refusal('InvalidCiphertextException');
    const answer = { KeyId: key.arn, Plaintext: base64(plain) };
    return { status: 200, answer: { ...answer, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' } };
  }

  return {
    ...server,
    async start() {
      material = keptSecrets(options.folder, options.keys.map(asSecret));
      await server.start();
    },
  };
}

const secretName = ({ id }: LocalKey) => `kms/${id}`;

/** Kept with the secrets, since it is one. */
function asSecret(key: LocalKey) {
  const generate = { PasswordLength: 64, ExcludePunctuation: true };
  return { name: secretName(key), arn: key.arn, generate };
}

function masterKey(material: Readonly<Record<string, string>>, key: LocalKey): Buffer {
  return createHash('sha256')
    .update(material[secretName(key)] ?? '')
    .digest();
}

/** By id, ARN, alias, or an alias's ARN. */
function findKey(keys: readonly LocalKey[], wanted: string): LocalKey | undefined {
  return keys.find(({ id, arn, aliases }) =>
    [id, arn, ...aliases, ...aliases.map((alias) => arn.replace(`key/${id}`, alias))].includes(
      wanted,
    ),
  );
}

type EncryptionContext = z.infer<typeof Context>;

/** A blob names its key, as KMS's own do: length of the ARN, ARN, nonce, ciphertext, tag. */
function sealBlob(
  { arn }: LocalKey,
  key: Buffer,
  plain: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const name = Buffer.from(arn);
  const length = Buffer.alloc(ARN_LENGTH_BYTES);
  length.writeUInt16BE(name.length);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(jcs(context)));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([length, name, nonce, sealed]);
}

function openBlob(key: Buffer, blob: Buffer, context: EncryptionContext): Buffer | undefined {
  const sealed = blob.subarray(ARN_LENGTH_BYTES + blob.readUInt16BE());
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(jcs(context)));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const start = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([start, decipher.final()]);
  } catch {
    return undefined;
  }
}

function arnOf(blob: Buffer): string | undefined {
  if (blob.length < ARN_LENGTH_BYTES) return undefined;
  return blob.subarray(ARN_LENGTH_BYTES, ARN_LENGTH_BYTES + blob.readUInt16BE()).toString();
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

function notFound(keyId: string): Reply {
  return refusal('NotFoundException', `Key '${keyId}' does not exist`);
}

/** KMS says nothing more of a ciphertext that it cannot open. */
function refusal(type: string, message?: string): Reply {
  return { status: 400, answer: { __type: type, ...(message !== undefined && { message }) } };
}
