import { LinkRequest } from '../../events/link.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, MakeLinksEnv } from '../../shared/env.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { jsonBody, parse } from '../../shared/http/request.ts';
import { provenKeys } from '../../shared/ledger/pepper-canary.ts';
import { makeLinks } from '../../shared/make-links.ts';
import { linkKeys } from '../../shared/secrets.ts';

const env = loadEnv(MakeLinksEnv);
const contacts = provenKeys(dynamo(), env);
const links = linkKeys(env);

/** POST /v1/links: unsubscribe links for mail that another system sends. */
export const handler = door(async (event) => {
  requireCaller(event, 'links');
  const request = parse(LinkRequest, jsonBody(event));
  const [keys, ring] = [await contacts(), await links()];
  return jsonAnswer(200, makeLinks(request, { catalogue, keys, ring, deployment: env }));
});
