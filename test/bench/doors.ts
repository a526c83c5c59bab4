import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { readStack } from '../../infra/local/template/read-stack.ts';
import type { Assembly } from '../../infra/local/template/template.ts';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import { gatewayEvent, lambdaContext, type Request } from '../http/gateway-event.ts';
import { nameOf, type RemoteProduct } from '../product.ts';
import type { Bundle } from './modules.ts';
import type { ContactKeys } from './people.ts';

type Door = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** The product's own handlers in this process, over the tables and secrets of the running stack. */
export type Doors = Record<'record' | 'check', (request: Request) => Promise<void>> & {
  authorize(key: string): Promise<void>;
  contactKeys: ContactKeys;
  linkKeys: KeyRing;
};

/** Every function's variables, as the template gives them. */
export function functionVariables(
  { apiUrl, endpoints }: { apiUrl: string; endpoints: { sqs: string } },
  assembly: Assembly,
): Map<string, Bundle> {
  const { functions } = readStack(assembly, { apiUrl, queuesUrl: endpoints.sqs });
  return new Map(functions.map(({ name, folder, variables }) => [name, { folder, variables }]));
}

let opened: Promise<Doors> | undefined;

/**
 * Handlers read their environment once a process, so the first stack's doors stand for those of all: every
 * stack of the bench has the same names and secrets.
 */
export function openDoors(product: RemoteProduct, assembly: Assembly): Promise<Doors> {
  opened ??= loadDoors(product, assembly);
  return opened;
}

/** Points this process's environment at the stack, then loads the handlers. */
async function loadDoors(product: RemoteProduct, assembly: Assembly): Promise<Doors> {
  for (const { variables } of functionVariables(product, assembly).values()) {
    Object.assign(process.env, variables);
  }
  for (const [service, endpoint] of Object.entries(product.endpoints)) {
    process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] = endpoint;
  }
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const record = await import('../../functions/http/record-consents.ts');
  const check = await import('../../functions/http/check.ts');
  const { handler } = await import('../../functions/http/authorize.ts');
  const { contactKeys, linkKeys } = await import('../../shared/secrets.ts');
  return {
    contactKeys: await contactKeys({ PEPPER_SECRET_ID: nameOf(product, 'PepperSecret') })(),
    linkKeys: await linkKeys({ LINK_KEYS_SECRET_ID: nameOf(product, 'LinkKeysSecret') })(),
    record: answering(record.handler),
    check: answering(check.handler),
    async authorize(key) {
      const event = gatewayEvent({
        method: 'POST',
        path: '/v1/checks',
        headers: { authorization: `Bearer ${key}` },
      });
      await handler(event as unknown as Parameters<typeof handler>[0]);
    },
  };
}

function answering(door: Door) {
  return async (request: Request): Promise<void> => {
    const { statusCode, body } = await door(gatewayEvent(request), lambdaContext);
    if (statusCode === undefined || statusCode >= 300)
      throw new Error(`${request.path} answered ${statusCode}: ${body}`);
  };
}
