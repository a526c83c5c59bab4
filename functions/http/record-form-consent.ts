import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Circumstances } from '../../events/evidence.ts';
import { type FormReceipt, FormSubmission } from '../../events/form.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { bodyHash } from '../../shared/domain/body-hash.ts';
import type { Form } from '../../shared/domain/catalogue.ts';
import { contactIdsOf } from '../../shared/domain/contact-point.ts';
import { tickOf } from '../../shared/domain/form.ts';
import { channelOf } from '../../shared/domain/scope.ts';
import { FormToken, readToken } from '../../shared/domain/token.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, RecordFormConsentEnv } from '../../shared/env.ts';
import { ConsentError, invalidFields } from '../../shared/errors.ts';
import { contactsOf } from '../../shared/form-contacts.ts';
import { circumstancesOf } from '../../shared/http/circumstances.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { problemResponse } from '../../shared/http/problem.ts';
import {
  formBody,
  header,
  jsonBody,
  mediaType,
  parse,
  pointerTo,
} from '../../shared/http/request.ts';
import { steadily } from '../../shared/http/steadily.ts';
import { provenKeys } from '../../shared/ledger/pepper-canary.ts';
import type { Withdrawal } from '../../shared/ledger/spoolable.ts';
import { withdrawOrSpool } from '../../shared/ledger/withdraw-or-spool.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import { formProblemPage, formReceivedPage } from '../../shared/pages/form-pages.ts';
import { voiceFor } from '../../shared/pages/language.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { withdrawPorts } from '../../shared/withdraw-ports.ts';

const env = loadEnv(RecordFormConsentEnv);
const database = dynamo();
const ports = withdrawPorts(database, new SQSClient({}), env);
const contactSecrets = provenKeys(database, env, { records: true });
const links = linkKeys(env);

const RECEIPT: FormReceipt = {
  received: true,
  message: 'Thank you. We have received what you chose.',
};

const NOT_YET: FormReceipt = {
  received: true,
  message:
    'We have received what you chose. Our records cannot be reached at the moment, so it is not yet in force. We put it in force as soon as they can be; you need not do anything more.',
};

const FRESH_TOKEN = {
  detail: 'Fetch the form again for a fresh token.',
  pointer: '#/formToken',
};

const onlyObjections = () =>
  new ConsentError(
    'unavailable',
    'We have received what you do not want, and put it in force as soon as our records can be reached. The rest could not be recorded: send the form once more for it.',
  );

/** A token is good for one submission; sent once more with other content it is an old form, not a new one. */
const sentBefore = () =>
  new ConsentError(
    'form_token_invalid',
    'This form was sent before with other content, and that was recorded. Load it again to send something else.',
    { errors: [FRESH_TOKEN] },
  );

/** POST /v1/forms/{formId}/consents, JSON or form-encoded: a page of the company posts a person's choices. */
export const handler = door(
  async (event) => {
    const form = catalogue.forms.find(({ id }) => id === event.pathParameters?.formId);
    if (!form) throw new ConsentError('not_found', 'There is no form of this name.');
    refuseForeignOrigin(form, header(event, 'origin'));
    const submission = parse(FormSubmission, isFormPost(event) ? formBody(event) : jsonBody(event));
    const outcome = await recordSubmission(form, submission, circumstancesOf(event));
    const [status, receipt] = outcome === 'spooled' ? [202, NOT_YET] : [200, RECEIPT];
    return isFormPost(event)
      ? htmlAnswer(status, formReceivedPage(voiceFor(catalogue, event), receipt))
      : jsonAnswer(status, receipt);
  },
  (problem, event) =>
    isFormPost(event)
      ? htmlAnswer(problem.status, formProblemPage(voiceFor(catalogue, event), problem))
      : problemResponse(problem),
);

async function recordSubmission(
  form: Form,
  submission: FormSubmission,
  circumstances: Circumstances,
) {
  const ring = await links.forToken(submission.formToken);
  const token = readToken(ring, env.ENVIRONMENT, FormToken, submission.formToken);
  if (token?.formId !== form.id || new Date(token.expiresAt) < new Date()) {
    throw new ConsentError(
      'form_token_invalid',
      'This form is too old or was changed on its way. Load it again and send it once more.',
      { errors: [FRESH_TOKEN] },
    );
  }
  const ticks = [...new Set(submission.consents)].map(
    (scope, index) => tickOf(catalogue, token, scope) ?? refuseChoice(index),
  );
  const contacts = contactsOf(submission, ticks);
  if (ticks.length === 0) return 'nothing ticked';
  const { bodyKey, ...keys } = await contactSecrets();
  // Posted objections are withdrawals: the answer waits until nothing they cover can start.
  const withdrawal: Withdrawal = {
    source: 'form',
    parts: contacts.map(({ point, typed, requests }) => ({
      ...contactIdsOf(keys, point),
      address: { typed, canonical: point.address },
      requests,
    })),
    linksParts: true,
    evidence: { ...circumstances, form: { nonce: token.nonce, expiresAt: token.expiresAt } },
    caller: `form:${form.id}`,
    name: token.nonce,
    ifReused: sentBefore,
    bodyHash: bodyHash(bodyKey, {
      addresses: contacts.map(({ point }) => point.address),
      scopes: ticks.map(({ scope }) => scope),
    }),
  };
  const outcome = await steadily(systemClock, () => withdrawOrSpool(ports, withdrawal));
  if (outcome === 'spooled' && ticks.some(({ scope }) => channelOf(scope) !== 'post')) {
    throw onlyObjections();
  }
  return outcome;
}

const isFormPost = (event: APIGatewayProxyEventV2) =>
  mediaType(event) === 'application/x-www-form-urlencoded';

function refuseForeignOrigin(form: Form, origin: string | undefined): void {
  const isLocal = form.localhost && origin !== undefined && /^http:\/\/localhost:\d+$/.test(origin);
  if (isLocal || (origin !== undefined && form.origins.includes(origin))) return;
  throw new ConsentError(
    'origin_refused',
    'This form may be posted only by the pages that the catalogue lists as its origins.',
  );
}

function refuseChoice(index: number): never {
  const detail = 'This form does not offer that choice.';
  throw invalidFields([{ detail, pointer: pointerTo(['consents', index]) }]);
}
