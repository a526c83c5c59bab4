/** Resource types that the local stack does not start, each with the reason. Any other is refused. */
export const IGNORED_TYPES: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Stage': 'there is one stage here, $default, without throttling or access log',
  'AWS::CDK::Metadata': 'usage statistics of the CDK',
  'AWS::CloudWatch::Alarm': 'nobody is paged by a development machine',
  'AWS::CloudWatch::Dashboard': 'the console shows what happens',
  'AWS::Lambda::Permission': 'the runner is the only one that invokes, and may',
  'AWS::Logs::LogGroup': 'each function writes to its own file',
  'AWS::S3::BucketPolicy': 'what a function may do is decided by its role; these refuse plain HTTP',
  'AWS::SES::EmailIdentity': 'the SES double lets every address send',
  'AWS::SNS::Topic': 'only alarms go there, and nobody is paged by a development machine',
  'AWS::SNS::TopicPolicy': 'its topic is not started',
  'AWS::SQS::QueuePolicy': 'what a function may do is decided by its role; these refuse plain HTTP',
};
