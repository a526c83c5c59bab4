import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export type AlarmTopicProps = {
  /** Asked once, by email, whether it agrees; until then nothing reaches it. */
  email: string | undefined;
};

/** Where all alarms go, and on to the person on duty. */
export class AlarmTopic extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, { email }: AlarmTopicProps) {
    super(scope, id);
    // Of the provider's own key CloudWatch cannot be given the use, and its alarms would be lost in silence.
    const key = new Key(this, 'Key', {
      description: 'What alarms say, on its way to the person on duty',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    key.addToResourcePolicy(this.allowCloudWatch(['kms:Decrypt', 'kms:GenerateDataKey'], '*'));
    // A topic with a policy of its own, as TLS needs one, has lost the leave that every topic is born with.
    this.topic.addToResourcePolicy(this.allowCloudWatch(['sns:Publish'], this.topic.topicArn));
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
  }

  /** Connects every alarm below `scope`, wherever it was made: none can be forgotten. */
  hear(scope: Construct): void {
    const action = new SnsAction(this.topic);
    for (const construct of scope.node.findAll()) {
      if (construct instanceof Alarm) construct.addAlarmAction(action);
    }
  }

  private allowCloudWatch(actions: string[], resource: string): PolicyStatement {
    return new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions,
      resources: [resource],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
  }
}
