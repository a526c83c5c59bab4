import { catalogue } from '../../shared/catalogue.ts';
import { EmbedFormEnv, loadEnv } from '../../shared/env.ts';
import { door } from '../../shared/http/door.ts';
import { askedForm } from '../../shared/http/form-request.ts';
import { fragmentAnswer } from '../../shared/pages/answer.ts';
import { signupForm } from '../../shared/pages/signup-form.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { serveForm } from '../../shared/serve-form.ts';

const env = loadEnv(EmbedFormEnv);
const keys = linkKeys(env);

/** GET /v1/forms/{formId}/embed?locale=en-GB: the form as markup, for a page to include as it is served. */
export const handler = door(async (event) => {
  const asked = askedForm(catalogue, event);
  const ring = await keys();
  const served = { catalogue, ring, environment: env.ENVIRONMENT };
  const form = serveForm(served, { ...asked, now: new Date() });
  return fragmentAnswer(String(signupForm(form, { apiUrl: env.LINK_BASE_URL })));
});
