import { SESClient, SESServiceException, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { type Call, callOnce } from './provider-call.ts';
import type { ProviderOutcome } from './send-one.ts';

export type RawEmail = { from: string; to: string; mime: Buffer };

/** One SendRawEmail, exactly once. */
export async function sendRawEmail(
  configurationSet: string,
  email: RawEmail,
  signal: AbortSignal,
): Promise<ProviderOutcome> {
  const call: Call<SESClient> = {
    connect: (options) => new SESClient(options),
    send: (client, options) =>
      client.send(
        new SendRawEmailCommand({
          ConfigurationSetName: configurationSet,
          Source: email.from,
          Destinations: [email.to],
          RawMessage: { Data: email.mime },
        }),
        options,
      ),
    statusOf: (error) =>
      error instanceof SESServiceException ? error.$metadata.httpStatusCode : undefined,
  };
  return (await callOnce(call, signal)).outcome;
}
