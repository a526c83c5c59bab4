/** Resource types that the local stack does not start, each with the reason. Any other is refused. */
export const IGNORED_TYPES: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Stage': 'there is one stage here, $default, without throttling or access log',
  'AWS::CDK::Metadata': 'usage statistics of the CDK',
  'AWS::CloudWatch::Alarm': 'nobody is paged by a development machine',
  'AWS::CloudWatch::Dashboard': 'the console shows what happens',
  'AWS::IAM::ManagedPolicy': 'permissions are not enforced here yet',
  'AWS::IAM::Policy': 'permissions are not enforced here yet',
  'AWS::IAM::Role': 'permissions are not enforced here yet',
  'AWS::KMS::Key': 'nothing here is encrypted at rest',
  'AWS::Lambda::Permission': 'permissions are not enforced here yet',
  'AWS::Logs::LogGroup': 'each function writes to its own file',
  'AWS::S3::BucketPolicy': 'permissions are not enforced here yet',
  'AWS::SES::EmailIdentity': 'the SES double lets every address send',
  'AWS::SNS::Topic': 'only alarms go there, and nobody is paged by a development machine',
  'AWS::SNS::TopicPolicy': 'permissions are not enforced here yet',
  'AWS::SQS::QueuePolicy': 'permissions are not enforced here yet',
};
