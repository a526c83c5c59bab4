import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ApiScope } from '../events/api-key.ts';
import { localClient } from '../infra/local/aws-local.ts';
import { type LocalStackRunning, startLocal } from '../infra/local/start-local.ts';
import type { Assembly } from '../infra/local/template/template.ts';
import { synthesize } from '../infra/synthesize.ts';
import { createApiKey } from '../shared/api-keys.ts';
import type { KeyRing } from '../shared/domain/key-ring.ts';

/** What the local stack names itself in its tokens. */
export const PRODUCT_ENVIRONMENT = 'local';

/** The running product as it is reached from outside its process. */
export type RemoteProduct = Omit<LocalStackRunning, 'mailbox' | 'hops'> & {
  folder: string;
  client: DynamoDBClient;
  database: DynamoDBDocumentClient;
  createKey(scopes: readonly ApiScope[], clientId?: string): Promise<string>;
};

/** The whole product as `npm start` runs it, in this process, on ports of its own. */
export type Product = RemoteProduct & Pick<LocalStackRunning, 'mailbox' | 'hops'>;

export type Synthesized = ReturnType<typeof synthesize>;

/** Template and bundles, once for any number of starts. */
export function synthesizeProduct(folder: string): Synthesized {
  const outdir = path.join(folder, 'cdk.out');
  return synthesize({ outdir, environment: PRODUCT_ENVIRONMENT });
}

export async function startProduct(
  folder: string,
  assembly: Assembly,
  options: { inMemory?: boolean; withoutConsole?: boolean } = {},
): Promise<Product> {
  const local = await startLocal({ ...options, folder, assemble: () => assembly });
  return { ...local, ...reached(local, folder) };
}

/** With clients of its engine. */
export function reached(
  local: Omit<LocalStackRunning, 'mailbox' | 'hops'>,
  folder: string,
): RemoteProduct {
  const client = new DynamoDBClient(localClient(local.endpoints.dynamodb));
  const database = DynamoDBDocumentClient.from(client);
  return {
    ...local,
    folder,
    client,
    database,
    async createKey(scopes, clientId = 'proof') {
      const table = nameOf(local, 'OperationsTable');
      return (await createApiKey(database, table, clientId, scopes, new Date())).key;
    },
    async stop() {
      client.destroy();
      await local.stop();
    },
  };
}

/** What a resource of the template is called where it runs. */
export function nameOf({ names }: Pick<RemoteProduct, 'names'>, logicalId: string): string {
  const name = names[logicalId];
  if (name === undefined) throw new Error(`the template declares no ${logicalId}`);
  return name;
}

/** The keys that its links are signed with. */
export async function linkRingOf(product: RemoteProduct): Promise<KeyRing> {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: product.endpoints.secrets_manager,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'proof',
    AWS_SECRET_ACCESS_KEY: 'proof',
  });
  const { linkKeys } = await import('../shared/secrets.ts');
  return linkKeys({ LINK_KEYS_SECRET_ID: nameOf(product, 'LinkKeysSecret') })();
}
