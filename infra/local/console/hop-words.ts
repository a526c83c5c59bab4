import type { Hop } from '../hops.ts';

/** The first pattern that fits a hop's name and detail says it plainly; the last of a place fits anything. */
const WORDS: Readonly<Record<Hop['place'], readonly (readonly [RegExp, string])[]>> = {
  http: [
    [/^POST .*\/forms\//, 'Somebody sent the signup form'],
    [/^GET .*\/forms\//, 'A page asked what the signup form should say'],
    [/^POST \/u\//, 'The person unsubscribed'],
    [/^GET \/u\//, 'The person opened the unsubscribe page; that changes nothing'],
    [/^POST \/c\//, 'The person confirmed what they had asked for'],
    [/^GET \/c\//, 'The person opened the link to confirm; that changes nothing'],
    [/^POST \/p\//, 'The person changed what they get, or stopped it'],
    [/^GET \/p\//, 'The person looked at what they get; that changes nothing'],
    [/^POST \/p\b/, 'Somebody asked for a link to their preferences'],
    [/^GET \/p\b/, 'Somebody opened the page that mails a link to one’s preferences'],
    [/^POST .*\/consents/, 'Another system reported what a person said'],
    [/^POST .*\/imports/, 'Another system handed over its older books'],
    [/^POST .*\/links/, 'Another system asked for unsubscribe links for its mail'],
    [/^POST .*\/checks/, 'A sender asked: may we write to this person?'],
    [/^POST .*\/messages/, 'A sender handed over a message'],
    [/^GET .*\/messages/, 'A sender asked what became of its message'],
    [/^POST .*\/permits/, 'Another sender asked: may this one message start now?'],
    [/^DELETE .*\/permits/, 'Another sender gave its permit back'],
    [/^GET .*\/suppressions/, 'A sender read the list of who must not be contacted'],
    [/^/, 'A request came in'],
  ],
  function: [
    [/^RecordFormConsent/, 'The service weighed what was ticked, and what was shown'],
    [/^(RecordConsents|ImportConsents)/, 'The service weighed what was reported'],
    [/^MakeLinks/, 'The links were signed; they can only ever reduce contact'],
    [/^Unsubscribe/, 'The service took the withdrawal'],
    [
      /^AskPreferences/,
      'The wish for a link was passed on; whether anybody is known is not known here',
    ],
    [/^Preferences/, 'The service showed what is on record, or took what was ticked'],
    [/^Confirm/, 'The service took the confirmation'],
    [
      /^SendService/,
      'The person was sent what they asked for, if that is still wanted and within every budget',
    ],
    [/^AcceptMessage/, 'The message was accepted, which is not yet sent'],
    [/^SendEmail/, 'The sender asked the gate for permits, message by message'],
    [/^ClaimPermit/, 'The gate was asked for a permit for somebody else’s message'],
    [/^ReleasePermit/, 'The permit was taken back out of the gate'],
    [/^ApplySpooledWithdrawals/, 'A withdrawal that had to wait for the store was put in force'],
    [/^SendSms/, 'The SMS sender asked the gate for permits, text by text'],
    [/^StopSms/, 'The SMS sender dropped what was still queued for this person'],
    [/^SettleDeadSends/, 'A message that could not be sent came to its end'],
    [/^StopEmail/, 'The sender dropped what was still queued for this person'],
    [/^ProjectSuppressions/, 'The list of who must not be contacted was brought up to date'],
    [/^Route/, 'The news was passed on to everyone who must hear it'],
    [/^Authorize/, 'The caller’s API key was checked'],
    [/^Check/, 'The gate was read, with a strong read'],
    [/^/, 'A function did its part'],
  ],
  ledger: [[/^/, 'The decision was written: ledger and gate, in one transaction']],
  stream: [[/^/, 'The ledger’s stream reported the new entry']],
  queue: [
    [/^Suppress\w* message from/, 'News for the suppression list was put in its queue'],
    [/^Suppress/, 'News for the suppression list left its queue'],
    [/^EmailUpdate\w* message from/, 'News for the email sender was put in its queue'],
    [/^EmailUpdate/, 'News for the email sender left its queue'],
    [/^SmsUpdate\w* message from/, 'News for the SMS sender was put in its queue'],
    [/^SmsUpdate/, 'News for the SMS sender left its queue'],
    [/^SmsSend\w* message from/, 'A text was put in the SMS sender’s queue'],
    [/^SmsSend/, 'A text left the SMS sender’s queue'],
    [/^EmailSend\w* message from/, 'A message was put in the email sender’s queue'],
    [/^EmailSend/, 'A message left the email sender’s queue'],
    [/^Service\w* message from/, 'A message of the service itself was put in its queue'],
    [/^Service/, 'A message of the service itself left its queue'],
    [/^WithdrawalSpool/, 'A withdrawal waits in a queue, since the store was down'],
    [/^/, 'A message went through a queue'],
  ],
  provider: [
    [/^SendText/, 'The text provider took the message'],
    [/^/, 'The mail provider took the message'],
  ],
};

const WORDS_OF_REFUSAL: Readonly<Record<Hop['place'], string>> = {
  http: 'A request was refused',
  function: 'A function failed; what it was given will be tried again',
  ledger: 'The transaction was refused, so nothing was written',
  stream: 'The news could not be handed on yet',
  queue: 'A message went back to its queue',
  provider: 'The provider did not take the message',
};

/** What happened at this hop, for somebody who has never seen the service. */
export function hopWords({ place, name, detail, ok }: Hop): string {
  if (!ok) return WORDS_OF_REFUSAL[place];
  return WORDS[place].find(([pattern]) => pattern.test(`${name} ${detail}`))?.[1] ?? name;
}
