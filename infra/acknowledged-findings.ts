/** Findings of the rule packs that stay, each with the reason, and with whom to talk about it. */
export type Acknowledged = {
  rules: readonly string[];
  /** Resource types, or places in the stack where only these are meant. */
  on: readonly string[];
  /** Only some environments have the resource: where it is not, this is not out of date. */
  notEverywhere?: true;
  reason: string;
  owner: 'operations' | 'security' | 'data protection';
};

const FUNCTIONS = 'AWS::Lambda::Function';
const SECRETS = ['Stores/PepperSecret', 'Stores/LinkKeysSecret'];
const FAILURES = ['Stores/RouteFailures'];

export const ACKNOWLEDGED: readonly Acknowledged[] = [
  {
    rules: ['AwsSolutions-APIG4'],
    on: [
      'Api/HttpApi/GET--v1--forms--{formId}',
      'Api/HttpApi/GET--v1--forms--{formId}--embed',
      'Api/HttpApi/POST--v1--forms--{formId}--consents',
      'Api/HttpApi/GET--u--{token+}',
      'Api/HttpApi/HEAD--u--{token+}',
      'Api/HttpApi/POST--u--{token+}',
      'Api/HttpApi/OPTIONS--u--{token+}',
      'Api/HttpApi/GET--c--{token+}',
      'Api/HttpApi/HEAD--c--{token+}',
      'Api/HttpApi/POST--c--{token+}',
      'Api/HttpApi/OPTIONS--c--{token+}',
      'Api/HttpApi/GET--p',
      'Api/HttpApi/HEAD--p',
      'Api/HttpApi/POST--p',
      'Api/HttpApi/OPTIONS--p',
      'Api/HttpApi/GET--p--{token+}',
      'Api/HttpApi/HEAD--p--{token+}',
      'Api/HttpApi/POST--p--{token+}',
      'Api/HttpApi/OPTIONS--p--{token+}',
    ],
    reason:
      'A person signs up and unsubscribes without an account (RFC 8058 forbids asking for one). A form is bound to its token and origins, a link to the code that signs it.',
    owner: 'security',
  },
  {
    rules: ['AwsSolutions-SMG4', 'NIST.800.53.R5-SecretsManagerRotationEnabled'],
    on: SECRETS,
    reason:
      'A new pepper would make every contact id a stranger: each withdrawal would be forgotten. Link keys rotate by adding one, since old links must work for ever; a schedule would replace them.',
    owner: 'data protection',
  },
  {
    rules: ['NIST.800.53.R5-SecretsManagerUsingKMSKey'],
    on: SECRETS,
    reason:
      'They are encrypted with the account’s own key, and read only by the roles that the stack names. A key of our own adds a second thing whose loss would end every unsubscribe link.',
    owner: 'security',
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::*]'],
    on: ['Route/ServiceRole/DefaultPolicy'],
    reason:
      'The action dynamodb:ListStreams takes no resource; the reads beside it name the ledger’s stream.',
    owner: 'security',
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::<RouteFailures.Arn>/*]'],
    on: ['Route/ServiceRole/DefaultPolicy'],
    reason:
      'Lambda names the objects itself that it puts there; it may neither read nor delete them.',
    owner: 'security',
  },
  {
    rules: [
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
    ],
    on: ['SendEmail/ServiceRole/DefaultPolicy', 'SendServiceEmail/ServiceRole/DefaultPolicy'],
    reason:
      'Which identities send is the catalogue’s choice. The sender may use them with one action and under one configuration set.',
    owner: 'security',
  },
  {
    rules: [
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sms-voice:<AWS::Region>:<AWS::AccountId>:phone-number/*]',
    ],
    on: ['SendSms/ServiceRole/DefaultPolicy', 'SendServiceText/ServiceRole/DefaultPolicy'],
    reason:
      'The catalogue names a phone number, and AWS names its resource by an id that the number does not tell. A pool or an id in the catalogue is granted by itself.',
    owner: 'security',
  },
  {
    rules: [
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    ],
    on: ['AWS::IAM::Role'],
    reason: 'The provider’s policy for writing logs; a test holds that no role has another.',
    owner: 'security',
  },
  {
    rules: ['NIST.800.53.R5-IAMNoInlinePolicy'],
    on: ['AWS::IAM::Policy'],
    reason:
      'Each function has a role and a policy of its own that nothing else can use. A managed policy invites sharing, and with it rights that one of the two does not need.',
    owner: 'security',
  },
  {
    rules: ['NIST.800.53.R5-LambdaInsideVPC'],
    on: [FUNCTIONS],
    reason:
      'They reach AWS’s own endpoints over TLS with their role, and nothing listens. A network of our own adds what can be down between a withdrawal and its ledger.',
    owner: 'security',
  },
  {
    rules: ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'],
    on: [FUNCTIONS],
    reason:
      'None is invoked asynchronously, where this setting counts. Queues have their dead letters, the stream its bucket, and a caller over HTTP hears the error.',
    owner: 'operations',
  },
  {
    rules: ['Serverless-LambdaEventSourceMappingDestination'],
    on: [
      'ProjectSuppressions/SuppressionUpdates',
      'StopEmail/EmailUpdates',
      'StopSms/SmsUpdates',
      'SendEmail/EmailSends',
      'ApplySpooledWithdrawals/WithdrawalSpool',
      'SendSms/SmsSends',
      'SendServiceEmail/ServiceEmails',
      'SendServiceText/ServiceTexts',
      'SettleDeadSends/EmailSendsDeadLetters',
      'SettleDeadSends/SmsSendsDeadLetters',
    ],
    reason: 'Lambda takes no failure destination for a queue: the queue’s dead letters are it.',
    owner: 'operations',
  },
  {
    rules: ['Serverless-SQSRedrivePolicy'],
    on: [
      'SuppressionUpdates/DeadLetters',
      'EmailUpdates/DeadLetters',
      'WithdrawalSpool/DeadLetters',
      'SmsUpdates/DeadLetters',
      'EmailSends/DeadLetters',
      'SmsSends/DeadLetters',
      'ServiceEmails/DeadLetters',
      'ServiceTexts/DeadLetters',
    ],
    reason: 'They are the dead letters.',
    owner: 'operations',
  },
  {
    rules: ['Serverless-SNSRedrivePolicy'],
    on: ['AWS::SNS::Subscription'],
    notEverywhere: true,
    reason:
      'It carries alarms to a person by email, which SNS retries. An alarm that is lost still stands in the console and on the dashboard.',
    owner: 'operations',
  },
  {
    rules: ['NIST.800.53.R5-LambdaConcurrency'],
    on: [FUNCTIONS],
    reason:
      'A limit on a function is taken from all others. Withdrawals alone have reserved capacity, where the account can hold it (infra/environments.ts); the sender is bounded at its queue.',
    owner: 'operations',
  },
  {
    rules: ['Serverless-LambdaTracing'],
    on: [FUNCTIONS],
    reason:
      'Errors, durations and the time to stop are measured. Traces ask every role for a right on all resources, and would be one more place where a person might be read.',
    owner: 'data protection',
  },
  {
    rules: ['NIST.800.53.R5-CloudWatchLogGroupEncrypted'],
    on: ['AWS::Logs::LogGroup'],
    reason:
      'Logs are encrypted with the provider’s key, and hold no personal data: what may be logged is a closed list of names, numbers and keyed hashes.',
    owner: 'data protection',
  },
  {
    rules: ['NIST.800.53.R5-DynamoDBInBackupPlan'],
    on: ['AWS::DynamoDB::Table'],
    reason:
      'Each can be restored to any second of the last 35 days, cannot be deleted, and outlives the stack. Longer backups would keep what was erased: the adopter decides on them.',
    owner: 'data protection',
  },
  {
    rules: [
      'AwsSolutions-S1',
      'NIST.800.53.R5-S3BucketLoggingEnabled',
      'NIST.800.53.R5-S3BucketReplicationEnabled',
      'NIST.800.53.R5-S3DefaultEncryptionKMS',
    ],
    on: FAILURES,
    reason:
      'It holds copies of ledger events, ids without personal data, that were given up on; the ledger itself is the original. It is closed to the public, encrypted and versioned.',
    owner: 'operations',
  },
];
