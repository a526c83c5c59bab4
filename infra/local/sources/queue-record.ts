import type { Message } from '@aws-sdk/client-sqs';
import { LOCAL_REGION } from '../aws-local.ts';

/** A queue's message as a function receives it. */
export function queueRecord(message: Message, queueArn: string): object {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: messageAttributes(message),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: LOCAL_REGION,
  };
}

function messageAttributes({ MessageAttributes }: Message): object {
  return Object.fromEntries(
    Object.entries(MessageAttributes ?? {}).map(([name, attribute]) => [
      name,
      {
        dataType: attribute.DataType,
        stringValue: attribute.StringValue,
        ...(attribute.BinaryValue && {
          binaryValue: Buffer.from(attribute.BinaryValue).toString('base64'),
        }),
        stringListValues: [],
        binaryListValues: [],
      },
    ]),
  );
}
