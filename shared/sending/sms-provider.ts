import {
  ConflictException,
  PinpointSMSVoiceV2Client,
  PinpointSMSVoiceV2ServiceException,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { type Call, callOnce } from './provider-call.ts';
import type { ProviderOutcome } from './send-one.ts';

/** The provider hands it over within this time or never; its own default is three days. */
const TIME_TO_LIVE_SECONDS = 300;

export type Text = {
  from: string;
  to: string;
  body: string;
  /** What carriers and the law call it. */
  type: 'PROMOTIONAL' | 'TRANSACTIONAL';
  /** Comes back with every news of the text. */
  context: Record<string, string>;
};

/** One SendTextMessage, exactly once. */
export async function sendTextMessage(
  configurationSet: string,
  { from, to, body, type, context }: Text,
  signal: AbortSignal,
): Promise<ProviderOutcome> {
  const call: Call<PinpointSMSVoiceV2Client> = {
    connect: (options) => new PinpointSMSVoiceV2Client(options),
    send: (provider, options) =>
      provider.send(
        new SendTextMessageCommand({
          ConfigurationSetName: configurationSet,
          OriginationIdentity: from,
          DestinationPhoneNumber: to,
          MessageBody: body,
          MessageType: type,
          TimeToLive: TIME_TO_LIVE_SECONDS,
          Context: context,
        }),
        options,
      ),
    statusOf: (error) =>
      error instanceof PinpointSMSVoiceV2ServiceException
        ? error.$metadata.httpStatusCode
        : undefined,
  };
  const { outcome, error } = await callOnce(call, signal);
  return isOptedOut(error) ? 'opted-out' : outcome;
}

/** The person has told the provider to stop: it would say no to every further try as well. */
function isOptedOut(error: unknown): boolean {
  return (
    error instanceof ConflictException && error.Reason === 'DESTINATION_PHONE_NUMBER_OPTED_OUT'
  );
}
