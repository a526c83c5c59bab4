import * as z from 'zod';
import { AllowedRecipients } from './domain/allowed-recipients.ts';

const name = z.string().min(1);
const url = z.url();

/** Names the deployment inside every token, so that a link of one never works in another, and among the metrics. */
const ENVIRONMENT = z.string().regex(/^[a-z][a-z0-9-]{0,15}$/);

/** What writing to the ledger touches; links between contact points lie in Operations. */
const ledger = { LEDGER_TABLE: name, GATE_TABLE: name, OPERATIONS_TABLE: name };
/** Closed, the deployment permits nothing to anybody. */
const GATE_STATE = z.enum(['open', 'closed']);
/** Withdrawals that the store could not take; while one waits there, nobody claims. */
const WITHDRAWAL_SPOOL_URL = url;
/** What sealing evidence needs: the data keys, and the customer key that theirs are kept under. */
const evidenceKeys = { KEYS_TABLE: name, EVIDENCE_KEY_ID: name };
/** The pepper, and the ledger that holds its canary. */
const contactKeys = { PEPPER_SECRET_ID: name, LEDGER_TABLE: name };
const linkKeys = { LINK_KEYS_SECRET_ID: name };

/** One schema per function: the handler parses it at cold start, the stack fills exactly its keys. */
export const GetFormEnv = z.strictObject({ ENVIRONMENT, ...linkKeys });

export const EmbedFormEnv = z.strictObject({ ENVIRONMENT, LINK_BASE_URL: url, ...linkKeys });

export const RecordFormConsentEnv = z.strictObject({
  ENVIRONMENT,
  WITHDRAWAL_SPOOL_URL,
  ...ledger,
  ...evidenceKeys,
  ...contactKeys,
  ...linkKeys,
});

export const UnsubscribeEnv = z.strictObject({
  ENVIRONMENT,
  WITHDRAWAL_SPOOL_URL,
  SERVICE_EMAIL_QUEUE_URL: url,
  SERVICE_TEXT_QUEUE_URL: url,
  ...ledger,
  ...evidenceKeys,
  ...linkKeys,
});

export const ApplySpooledWithdrawalsEnv = z.strictObject(ledger);

export const AuthorizeEnv = z.strictObject({
  OPERATIONS_TABLE: name,
  RATE_LIMIT_PER_MINUTE: z.coerce.number().pipe(z.int().min(1)),
});

export const CheckEnv = z.strictObject({ GATE_STATE, GATE_TABLE: name, ...contactKeys });

export const AcceptMessageEnv = z.strictObject({
  OPERATIONS_TABLE: name,
  SENDS_TABLE: name,
  EMAIL_SEND_QUEUE_URL: url,
  SMS_SEND_QUEUE_URL: url,
  LINK_BASE_URL: url,
  ...contactKeys,
});

/** For imports as well. */
export const RecordConsentsEnv = z.strictObject({
  ENVIRONMENT,
  WITHDRAWAL_SPOOL_URL,
  ...ledger,
  ...evidenceKeys,
  ...contactKeys,
});

export const MakeLinksEnv = z.strictObject({
  ENVIRONMENT,
  LINK_BASE_URL: url,
  ...contactKeys,
  ...linkKeys,
});

export const GetMessageEnv = z.strictObject({ OPERATIONS_TABLE: name, SENDS_TABLE: name });

export const ListSuppressionsEnv = z.strictObject({
  ENVIRONMENT,
  SUPPRESSION_TABLE: name,
  LEDGER_TABLE: name,
  ...evidenceKeys,
});

export const RouteEnv = z.strictObject({
  GATE_TABLE: name,
  ENVIRONMENT,
  SUPPRESSION_QUEUE_URL: url,
  EMAIL_UPDATE_QUEUE_URL: url,
  SMS_UPDATE_QUEUE_URL: url,
  SERVICE_EMAIL_QUEUE_URL: url,
  SERVICE_TEXT_QUEUE_URL: url,
});

export const ProjectSuppressionsEnv = z.strictObject({
  ENVIRONMENT,
  GATE_TABLE: name,
  SUPPRESSION_TABLE: name,
});

export const StopSendsEnv = z.strictObject({
  ENVIRONMENT,
  GATE_STATE,
  GATE_TABLE: name,
  SENDS_TABLE: name,
  SENDS_BY_CONTACT_INDEX: name,
});

export const ClaimPermitEnv = z.strictObject({
  ENVIRONMENT,
  GATE_STATE,
  GATE_TABLE: name,
  SENDS_TABLE: name,
  WITHDRAWAL_SPOOL_URL,
  ALLOWED_RECIPIENTS: AllowedRecipients,
  ...contactKeys,
  ...linkKeys,
});

export const ReleasePermitEnv = z.strictObject({
  ENVIRONMENT,
  GATE_TABLE: name,
  SENDS_TABLE: name,
  ...linkKeys,
});

export const ConfirmEnv = z.strictObject({
  ENVIRONMENT,
  SERVICE_EMAIL_QUEUE_URL: url,
  SERVICE_TEXT_QUEUE_URL: url,
  ...ledger,
  ...evidenceKeys,
  ...linkKeys,
});

/** Asks for a link to somebody's preferences; knows of nobody whether they are known. */
export const AskPreferencesEnv = z.strictObject({
  OPERATIONS_TABLE: name,
  SERVICE_EMAIL_QUEUE_URL: url,
  SERVICE_TEXT_QUEUE_URL: url,
  ...contactKeys,
});

export const PreferencesEnv = z.strictObject({
  ENVIRONMENT,
  WITHDRAWAL_SPOOL_URL,
  SUPPRESSION_TABLE: name,
  SERVICE_EMAIL_QUEUE_URL: url,
  SERVICE_TEXT_QUEUE_URL: url,
  ...ledger,
  ...evidenceKeys,
  ...linkKeys,
});

/** What the senders of the service's own messages have. */
const serviceSender = {
  ENVIRONMENT,
  LINK_BASE_URL: url,
  SENDS_PER_SECOND: z.coerce.number().int().min(1).max(10_000),
  SERVICE_MESSAGES_PER_HOUR: z.coerce.number().int().min(1),
  ALLOWED_RECIPIENTS: AllowedRecipients,
  ...ledger,
  ...evidenceKeys,
  ...linkKeys,
};

export const SendServiceEmailEnv = z.strictObject({
  ...serviceSender,
  SES_CONFIGURATION_SET: name,
});

export const SendServiceTextEnv = z.strictObject({
  ...serviceSender,
  SMS_CONFIGURATION_SET: name,
});

export const SettleDeadSendsEnv = z.strictObject({ ENVIRONMENT, SENDS_TABLE: name });

/** What the sender of every channel has. */
const sender = {
  GATE_STATE,
  ENVIRONMENT,
  WITHDRAWAL_SPOOL_URL,
  GATE_TABLE: name,
  SENDS_TABLE: name,
  OPERATIONS_TABLE: name,
  LINK_BASE_URL: url,
  /** How many calls the provider account takes a second, over all that send with it. */
  SENDS_PER_SECOND: z.coerce.number().int().min(1).max(10_000),
  ALLOWED_RECIPIENTS: AllowedRecipients,
  ...linkKeys,
};

export const SendEmailEnv = z.strictObject({ ...sender, SES_CONFIGURATION_SET: name });

export const SendSmsEnv = z.strictObject({ ...sender, SMS_CONFIGURATION_SET: name });

/**
 * Reads the variables that `schema` names from the process environment.
 * Throws at cold start, naming each missing or malformed variable.
 */
export function loadEnv<S extends z.ZodObject>(schema: S): z.infer<S> {
  const named = Object.keys(schema.shape).map((key) => [key, process.env[key]]);
  return schema.parse(Object.fromEntries(named));
}
