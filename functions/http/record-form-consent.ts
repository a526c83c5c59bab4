import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Circumstances } from '../../events/evidence.ts';
import { AgeBand, type FormReceipt, FormSubmission } from '../../events/form.ts';
import type { Problem } from '../../events/problem.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { bodyHash } from '../../shared/domain/body-hash.ts';
import type { Form } from '../../shared/domain/catalogue.ts';
import { contactIdsOf } from '../../shared/domain/contact-point.ts';
import { canonicalEmail } from '../../shared/domain/email-address.ts';
import { tickOf } from '../../shared/domain/form.ts';
import { channelOf } from '../../shared/domain/scope.ts';
import { FormToken, readToken } from '../../shared/domain/token.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, RecordFormConsentEnv } from '../../shared/env.ts';
import { ConsentError, invalidFields } from '../../shared/errors.ts';
import { filledForm, formAgain } from '../../shared/form-again.ts';
import { contactsOf } from '../../shared/form-contacts.ts';
import { circumstancesOf } from '../../shared/http/circumstances.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { findForm, formAt } from '../../shared/http/form-request.ts';
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
import { formPageAnswer } from '../../shared/pages/answer.ts';
import {
  formProblemPage,
  formReceivedPage,
  nothingChosenPage,
  underAgePage,
} from '../../shared/pages/form-pages.ts';
import { voiceFor } from '../../shared/pages/language.ts';
import type { Voice } from '../../shared/pages/layout.ts';
import { doubtOf } from '../../shared/pages/typed-contact.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { withdrawPorts } from '../../shared/withdraw-ports.ts';

const env = loadEnv(RecordFormConsentEnv);
const database = dynamo();
const ports = withdrawPorts(database, new SQSClient({}), env);
const contactSecrets = provenKeys(database, env, { records: true });
const links = linkKeys(env);

const FRESH_TOKEN = {
  detail: 'Fetch the form again for a fresh token.',
  pointer: '#/formToken',
};

/** A token is good for one submission of one form, and for a time. */
const tokenRefused = (why: string) =>
  new ConsentError('form_token_invalid', why, { errors: [FRESH_TOKEN] });

/** POST /v1/forms/{formId}/consents, JSON or form-encoded: a page of the company posts a person's choices. */
export const handler = door(async (event) => {
  const form = formAt(catalogue, event);
  refuseForeignOrigin(form, event);
  const body = isFormPost(event) ? formBody(event) : jsonBody(event);
  const voice = voiceFor(catalogue, event);
  // Before anything else of it is read: nothing a child has typed goes any further, not even as a fault.
  if (isUnderAge(body)) {
    return isFormPost(event)
      ? formPageAnswer(200, underAgePage(voice))
      : jsonAnswer(200, {
          received: false,
          message: voice.words.form.underAge,
        } satisfies FormReceipt);
  }
  const submission = parse(FormSubmission, body);
  const submitted = { form, submission, voice };
  const outcome = await recordSubmission(submitted, circumstancesOf(event));
  if (outcome !== 'nothing ticked') return received(event, submitted, outcome === 'spooled');
  const message = voice.words.form.nothingChosen;
  return isFormPost(event)
    ? formPageAnswer(200, nothingChosenPage(voice))
    : jsonAnswer(200, { received: true, message } satisfies FormReceipt);
}, refused);

/** A likely slip in the address leaves the form in view, with a fresh token: the first one is spent. */
async function received(
  event: APIGatewayProxyEventV2,
  { form, submission, voice }: Submitted,
  isSpooled: boolean,
) {
  const { form: words } = voice.words;
  const [status, message] = isSpooled ? [202, words.notYet] : [200, words.received];
  const doubt = doubtOf(words.slip, canonicalEmail(submission.email ?? '') ?? '');
  if (!isFormPost(event)) {
    const receipt: FormReceipt =
      doubt === undefined
        ? { received: true, message }
        : { received: true, message: `${message} ${doubt}`, mayBeMistyped: true };
    return jsonAnswer(status, receipt);
  }
  const again = doubt && (await filledForm(serving(), { form, event }, true));
  return formPageAnswer(
    status,
    formReceivedPage(voice, message, again ? { doubt, again } : undefined),
  );
}

/** To a program a problem, to a person their form once more. */
async function refused(problem: Problem, event: APIGatewayProxyEventV2) {
  if (!isFormPost(event)) {
    return isPerson(event) ? pageOf(problem, event) : problemResponse(problem);
  }
  const form = findForm(catalogue, event);
  const page =
    form && SHOWN_AGAIN.has(problem.status) ? await pageAgain(form, problem, event) : undefined;
  return page === undefined ? pageOf(problem, event) : formPageAnswer(problem.status, page);
}

const pageOf = (problem: Problem, event: APIGatewayProxyEventV2) =>
  formPageAnswer(problem.status, formProblemPage(voiceFor(catalogue, event), problem));

/** Whatever else is wrong, the person cannot put it right in the form. */
const SHOWN_AGAIN: ReadonlySet<number> = new Set([422, 500, 503]);

const pageAgain = (form: Form, problem: Problem, event: APIGatewayProxyEventV2) =>
  formAgain(serving(), { form, event, problem });

const serving = () => ({
  catalogue,
  keys: links,
  environment: env.ENVIRONMENT,
  now: new Date(),
});

type Submitted = { form: Form; submission: FormSubmission; voice: Voice };

async function recordSubmission(
  { form, submission, voice }: Submitted,
  circumstances: Circumstances,
) {
  const words = voice.words.form;
  const ring = await links.forToken(submission.formToken);
  const token = readToken(ring, env.ENVIRONMENT, FormToken, submission.formToken);
  if (token?.formId !== form.id) throw tokenRefused(words.unproven);
  if (new Date(token.expiresAt) < new Date()) throw tokenRefused(words.stale);
  const ticks = [...new Set(submission.consents)].map(
    (scope, index) => tickOf(catalogue, token, scope) ?? refuseChoice(index),
  );
  const { textedCountries } = catalogue;
  const contacts = contactsOf(submission, ticks, { faults: words.faults, textedCountries });
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
    evidence: { ...circumstances, form: servedForm(token, submission) },
    caller: `form:${form.id}`,
    name: token.nonce,
    isFromAnybody: true,
    // Also where nothing changes: a token that was used must not tell whether the address was known.
    isRemembered: true,
    ifReused: () => tokenRefused(words.sentBefore),
    bodyHash: bodyHash(bodyKey, {
      addresses: contacts.map(({ point }) => point.address),
      scopes: ticks.map(({ scope }) => scope),
    }),
  };
  const outcome = await steadily(systemClock, () => withdrawOrSpool(ports, withdrawal));
  if (outcome === 'spooled' && ticks.some(({ scope }) => channelOf(scope) !== 'post')) {
    throw new ConsentError('unavailable', words.onlyObjections);
  }
  return outcome;
}

/** What was served, ticked or not, and that the person said to be old enough. */
const servedForm = ({ nonce, expiresAt, wordings }: FormToken, { age }: FormSubmission) => ({
  nonce,
  expiresAt,
  ...(age && { age }),
  offered: Object.values(wordings).filter((id) => id !== undefined),
});

const isFormPost = (event: APIGatewayProxyEventV2) =>
  mediaType(event) === 'application/x-www-form-urlencoded';

/** A browser that posts a form in another encoding than a form's own; a script asks for no page. */
const isPerson = (event: APIGatewayProxyEventV2) =>
  mediaType(event) !== 'application/json' && /\btext\/html\b/.test(header(event, 'accept') ?? '');

function isUnderAge(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('age' in body)) return false;
  return [body.age].flat().includes(AgeBand.enum['under-13']);
}

/** Also from here: a form with something wrong in it is shown again on a page of ours. */
function refuseForeignOrigin(form: Form, event: APIGatewayProxyEventV2): void {
  const origin = header(event, 'origin');
  const isLocal = form.localhost && origin !== undefined && /^http:\/\/localhost:\d+$/.test(origin);
  const own = `https://${event.requestContext.domainName}`;
  if (isLocal || (origin !== undefined && [...form.origins, own].includes(origin))) return;
  throw new ConsentError(
    'origin_refused',
    'This form may be posted only by the pages that the catalogue lists as its origins.',
  );
}

function refuseChoice(index: number): never {
  const detail = 'This form does not offer that choice.';
  throw invalidFields([{ detail, pointer: pointerTo(['consents', index]) }]);
}
