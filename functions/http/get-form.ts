import { catalogue } from '../../shared/catalogue.ts';
import { GetFormEnv, loadEnv } from '../../shared/env.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { askedForm } from '../../shared/http/form-request.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { serveForm } from '../../shared/serve-form.ts';

const env = loadEnv(GetFormEnv);
const keys = linkKeys(env);

/** GET /v1/forms/{formId}?locale=en-GB */
export const handler = door(async (event) => {
  const asked = askedForm(catalogue, event);
  const ring = await keys();
  const served = { catalogue, ring, environment: env.ENVIRONMENT };
  return jsonAnswer(200, serveForm(served, { ...asked, now: new Date() }));
});
