import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import { allowSendTexts } from '../../infra/grants.ts';
import { CANARY_KEY } from '../../shared/domain/canary.ts';
import {
  actionsOf,
  functionsThatMay,
  grantsOf,
  namesOf,
  type Statement,
  statementsOf,
} from './rights.ts';
import { propertiesOf, testTemplate } from './template.ts';

const template = testTemplate();
const statements = statementsOf(template);

const READ_CANARY = `LedgerTable: GetItem (only ${CANARY_KEY.pk})`;

const RECORD_IN_GATE = [
  'GateTable: GetItem',
  'GateTable: UpdateItem (only in TransactWriteItems)',
  'GateTable: UpdateItem (only contactId, permits, holds, heard)',
];

const RECORD = [
  'LedgerTable: GetItem, Query',
  'LedgerTable: PutItem (only in TransactWriteItems)',
  'KeysTable: GetItem',
  'KeysTable: PutItem (only in TransactWriteItems)',
  ...RECORD_IN_GATE,
  'OperationsTable: PutItem (only LINK#*)',
  'OperationsTable: Query (only LINK#*)',
];

const serviceSender = (account: 'email' | 'sms') => [
  'LedgerTable: GetItem, Query',
  'GateTable: GetItem',
  'KeysTable: GetItem',
  `OperationsTable: GetItem (only BUDGET#*, RATE#${account})`,
  `OperationsTable: UpdateItem (only BUDGET#*, RATE#${account})`,
];

const CLAIM = ['GateTable: GetItem', 'GateTable: UpdateItem (only contactId, permits, rev, holds)'];

describe('who may do what', () => {
  test('each function may do exactly this to the tables', () => {
    expect(tableGrants()).toEqual({
      GetForm: [],
      EmbedForm: [],
      RecordFormConsent: [
        'LedgerTable: GetItem, Query',
        'LedgerTable: PutItem (only in TransactWriteItems)',
        'KeysTable: GetItem',
        'KeysTable: PutItem (only in TransactWriteItems)',
        ...RECORD_IN_GATE,
        'OperationsTable: PutItem (only LINK#*)',
      ],
      Unsubscribe: [
        'LedgerTable: GetItem, Query',
        'LedgerTable: PutItem (only in TransactWriteItems)',
        'KeysTable: GetItem',
        'KeysTable: PutItem (only in TransactWriteItems)',
        ...RECORD_IN_GATE,
        'OperationsTable: Query (only LINK#*)',
      ],
      // It looks nobody up: so its answers cannot tell who is known (A19).
      AskPreferences: ['OperationsTable: UpdateItem (only BUDGET#asking#*)', READ_CANARY],
      Preferences: [
        'LedgerTable: GetItem, Query',
        'LedgerTable: PutItem (only in TransactWriteItems)',
        'KeysTable: GetItem',
        ...RECORD_IN_GATE,
        'OperationsTable: Query (only LINK#*)',
        'SuppressionTable: Query',
      ],
      ApplySpooledWithdrawals: [
        'LedgerTable: GetItem, Query',
        'LedgerTable: PutItem (only in TransactWriteItems)',
        ...RECORD_IN_GATE,
      ],
      Authorize: [
        'OperationsTable: GetItem (only API_KEY)',
        'OperationsTable: UpdateItem (only REQUESTS#*)',
      ],
      Check: ['GateTable: BatchGetItem', READ_CANARY],
      RecordConsents: RECORD,
      ImportConsents: RECORD,
      MakeLinks: [READ_CANARY],
      AcceptMessage: [
        READ_CANARY,
        'OperationsTable: PutItem (only CONTENT#*, MESSAGE#*)',
        'OperationsTable: GetItem (only MESSAGE#*)',
        'SendsTable: PutItem',
      ],
      GetMessage: ['OperationsTable: GetItem (only MESSAGE#*)', 'SendsTable: Query'],
      ListSuppressions: ['SuppressionTable: Scan', 'LedgerTable: Query', 'KeysTable: GetItem'],
      ClaimPermit: [
        READ_CANARY,
        'LedgerTable: Query',
        ...CLAIM,
        'SendsTable: GetItem, PutItem, UpdateItem (only *#outside#*)',
      ],
      ReleasePermit: [
        'GateTable: UpdateItem (only contactId, permits)',
        'SendsTable: UpdateItem (only *#outside#*)',
      ],
      Route: [
        'GateTable: UpdateItem (only contactId, holds)',
        '*: ListStreams',
        'LedgerTable.StreamArn: DescribeStream, GetRecords, GetShardIterator',
      ],
      ProjectSuppressions: ['GateTable: GetItem', 'SuppressionTable: UpdateItem'],
      StopEmail: [
        'GateTable: GetItem',
        'SendsTable/index/byContact: Query',
        'SendsTable: UpdateItem',
      ],
      StopSms: [
        'GateTable: GetItem',
        'SendsTable/index/byContact: Query',
        'SendsTable: UpdateItem',
      ],
      SendEmail: [
        ...CLAIM,
        'SendsTable: GetItem, UpdateItem',
        'OperationsTable: GetItem (only CONTENT#*, MESSAGE#*, RATE#email)',
        'OperationsTable: UpdateItem (only RATE#email)',
      ],
      SendSms: [
        ...CLAIM,
        'SendsTable: GetItem, UpdateItem',
        'OperationsTable: GetItem (only CONTENT#*, MESSAGE#*, RATE#sms)',
        'OperationsTable: UpdateItem (only RATE#sms)',
      ],
      SettleDeadSends: ['SendsTable: GetItem, UpdateItem'],
      SendServiceEmail: serviceSender('email'),
      SendServiceText: serviceSender('sms'),
      Confirm: [
        'LedgerTable: GetItem',
        'LedgerTable: PutItem (only in TransactWriteItems)',
        'KeysTable: GetItem',
        'GateTable: GetItem',
        'GateTable: UpdateItem (only in TransactWriteItems)',
        'OperationsTable: GetItem (only BUDGET#*)',
        'OperationsTable: UpdateItem (only BUDGET#*)',
      ],
    });
  });

  test('data keys are put once, inside a transaction, and no role can change or destroy one', () => {
    const reaching = statements.filter(({ Resource }) => namesOf(Resource).includes('KeysTable'));
    expect([...new Set(reaching.flatMap(actionsOf))].toSorted()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
    ]);
  });

  test('KMS opens and makes keys for those who seal, for this environment’s evidence alone', () => {
    const making = ['ImportConsents', 'RecordConsents', 'RecordFormConsent', 'Unsubscribe'];
    expect(functionsThatMay(template, 'kms:GenerateDataKey', 'EvidenceKey')).toEqual(making);
    expect(functionsThatMay(template, 'kms:Decrypt', 'EvidenceKey')).toEqual(
      // Who asked has a key; and the address to write to lies under it.
      [
        ...making,
        ...['Confirm', 'ListSuppressions', 'Preferences', 'SendServiceEmail', 'SendServiceText'],
      ].toSorted(),
    );
    const asked = statements.filter((statement) => actionsOf(statement).join().includes('kms:'));
    for (const statement of asked) {
      expect(actionsOf(statement)[0]).toBe('kms:Decrypt');
      expect(namesOf(statement.Resource)).toEqual(['EvidenceKey']);
      expect(statement.Condition).toEqual({
        StringEquals: {
          'kms:EncryptionContext:environment': 'test',
          'kms:EncryptionContext:use': 'evidence',
        },
      });
    }
  });

  test('only the email senders reach the mail provider, with their own configuration set', () => {
    const mail = statements.filter((statement) => actionsOf(statement).join().includes('ses:'));
    expect(mail.map(actionsOf)).toEqual([['ses:SendRawEmail'], ['ses:SendRawEmail']]);
    expect(namesOf(mail[0]?.Resource)).toEqual([
      expect.stringMatching(/:identity\/\*$/),
      expect.stringMatching(/:configuration-set\/MarketingEmail/),
    ]);
    expect(functionsThatMay(template, 'ses:SendRawEmail')).toEqual([
      'SendEmail',
      'SendServiceEmail',
    ]);
  });

  test('only the SMS senders reach the text provider, from identities of the catalogue’s kind', () => {
    const texts = statements.filter((statement) =>
      actionsOf(statement).join().includes('sms-voice'),
    );
    const action = 'sms-voice:SendTextMessage';
    expect(texts.map(actionsOf)).toEqual([[action], [action]]);
    expect(namesOf(texts[0]?.Resource)).toEqual([expect.stringMatching(/:phone-number\/\*$/)]);
    expect(functionsThatMay(template, action)).toEqual(['SendServiceText', 'SendSms']);
  });

  test('a text identity of any form is named as narrowly as AWS allows', () => {
    const stack = new Stack(new App(), 'Any', { env: { account: '1', region: 'eu-west-2' } });
    const set = new CfnConfigurationSet(stack, 'Set');
    const given = ['+447700900500', 'pool-1', 'phone-1', 'LARKFIELD', 'arn:aws:sms-voice:x'];
    const { resources } = allowSendTexts(set, [...given, 'pool-1']);
    const ends = resources.map((arn) => stack.resolve(arn)['Fn::Join']?.[1].at(-1) ?? arn);
    expect(ends).toEqual([
      expect.stringMatching(/:phone-number\/\*$/),
      expect.stringMatching(/:pool\/pool-1$/),
      expect.stringMatching(/:phone-number\/phone-1$/),
      expect.stringMatching(/:sender-id\/LARKFIELD\/\*$/),
      'arn:aws:sms-voice:x',
    ]);
  });

  test('a secret is read by the functions that mint, verify or derive with it', () => {
    expect(functionsThatMay(template, 'secretsmanager:GetSecretValue', 'PepperSecret')).toEqual([
      'AcceptMessage',
      'AskPreferences',
      'Check',
      'ClaimPermit',
      'ImportConsents',
      'MakeLinks',
      'RecordConsents',
      'RecordFormConsent',
    ]);
    expect(functionsThatMay(template, 'secretsmanager:GetSecretValue', 'LinkKeysSecret')).toEqual([
      'ClaimPermit',
      'Confirm',
      'EmbedForm',
      'GetForm',
      'MakeLinks',
      'Preferences',
      'RecordFormConsent',
      'ReleasePermit',
      'SendEmail',
      'SendServiceEmail',
      'SendServiceText',
      'SendSms',
      'Unsubscribe',
    ]);
  });

  test('a queue is fed only by the functions that make its messages', () => {
    expect(functionsThatMay(template, 'sqs:SendMessage', 'EmailSends')).toEqual(['AcceptMessage']);
    expect(functionsThatMay(template, 'sqs:SendMessage', 'EmailUpdates')).toEqual(['Route']);
    expect(functionsThatMay(template, 'sqs:SendMessage', 'SmsSends')).toEqual(['AcceptMessage']);
    expect(functionsThatMay(template, 'sqs:SendMessage', 'SmsUpdates')).toEqual(['Route']);
    expect(functionsThatMay(template, 'sqs:SendMessage', 'SuppressionUpdates')).toEqual(['Route']);
    const serving = ['AskPreferences', 'Confirm', 'Preferences', 'Route', 'Unsubscribe'];
    expect(functionsThatMay(template, 'sqs:SendMessage', 'ServiceEmails')).toEqual(serving);
    expect(functionsThatMay(template, 'sqs:SendMessage', 'ServiceTexts')).toEqual(serving);
    expect(functionsThatMay(template, 'sqs:SendMessage', 'WithdrawalSpool')).toEqual([
      'ImportConsents',
      'Preferences',
      'RecordConsents',
      'RecordFormConsent',
      'Unsubscribe',
    ]);
  });

  test('whoever claims can see whether a withdrawal waits in the spool, and not take it', () => {
    const may = (action: string, resource: string) => functionsThatMay(template, action, resource);
    const spool = 'WithdrawalSpool';
    const claimers = ['ClaimPermit', 'SendEmail', 'SendSms'];
    expect(may('sqs:GetQueueAttributes', spool)).toEqual(['ApplySpooledWithdrawals', ...claimers]);
    expect(may('sqs:ReceiveMessage', spool)).toEqual(['ApplySpooledWithdrawals']);
    const others = ['ReleasePermit', 'SettleDeadSends', 'StopEmail', 'StopSms'];
    const settling = may('dynamodb:UpdateItem', 'SendsTable').filter((id) => !others.includes(id));
    expect(settling).toEqual(claimers);
  });
});

function tableGrants(): Record<string, string[]> {
  const functions = Object.keys(propertiesOf(template, 'AWS::Lambda::Function'));
  return Object.fromEntries(
    functions.map((id) => [id, grantsOf(template, id).flatMap(describeGrant)]),
  );
}

function describeGrant(statement: Statement): string[] {
  const actions = actionsOf(statement).filter((action) => action.startsWith('dynamodb:'));
  if (actions.length === 0) return [];
  const names = actions.map((action) => action.slice('dynamodb:'.length)).join(', ');
  return [`${namesOf(statement.Resource).join()}: ${names}${boundOf(statement.Condition)}`];
}

/** The one value that each of our conditions asks for. */
function boundOf(condition: unknown): string {
  const text = JSON.stringify(condition ?? null);
  if (text === 'null') return '';
  if (text.includes('EnclosingOperation')) return ' (only in TransactWriteItems)';
  const [, keys] = /"dynamodb:(?:LeadingKeys|Attributes)":\[("[^\]]+")\]/.exec(text) ?? [];
  return ` (only ${keys?.replaceAll('"', '').replaceAll(',', ', ')})`;
}
