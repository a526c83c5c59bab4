import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { segmentsOf } from '../../../shared/domain/text-segments.ts';
import type { Handset } from '../handset.ts';
import type { Hops } from '../hops.ts';
import { httpService } from '../http-service.ts';
import { readBody } from '../read-body.ts';
import type { Service } from '../running.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** AWS counts parts, not texts, and refuses what is over at once. */
const MAX_PARTS_PER_SECOND = 40;

const PhoneNumber = z.string().regex(/^\+?[1-9][0-9]{1,18}$/);

const SendTextMessage = z.strictObject({
  DestinationPhoneNumber: PhoneNumber,
  OriginationIdentity: z.string().regex(/^[A-Za-z0-9_:/+-]{1,256}$/),
  MessageBody: z.string().min(1).max(1_600).regex(/\S/),
  MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']),
  ConfigurationSetName: z.string(),
  TimeToLive: z.int().min(5).max(259_200),
  Context: z.record(z.string().min(1).max(100), z.string().min(1).max(800)),
});

/** Every number here is on the list that AWS gives each phone number at first. */
const OptedOutNumber = z.strictObject({
  OptOutListName: z.literal('Default'),
  OptedOutNumber: PhoneNumber,
});

type Reply = { status: number; body: object };

export type TextMessagesOptions = {
  port: number;
  configurationSets: readonly string[];
  handset: Handset;
  hops: Hops;
};

/**
 * A double of End User Messaging SMS: it accepts what AWS would accept, into the handset, and texts nobody.
 * Opted-out numbers last until the stop.
 */
export function textMessages(options: TextMessagesOptions): Service {
  const optedOut = new Set<string>();
  const throttled = partsPerSecond(MAX_PARTS_PER_SECOND);

  function answerCall(target: string, input: unknown): Reply {
    switch (target) {
      case 'PinpointSMSVoiceV2.SendTextMessage': {
        const text = SendTextMessage.safeParse(input);
        return text.success ? sendText(text.data) : invalid(text.error);
      }
      case 'PinpointSMSVoiceV2.PutOptedOutNumber': {
        const entry = OptedOutNumber.safeParse(input);
        if (!entry.success) return invalid(entry.error);
        optedOut.add(entry.data.OptedOutNumber);
        return { status: 200, body: { ...entry.data, EndUserOptedOut: false } };
      }
      default:
        return refused('UnknownOperationException', `The local double does not know ${target}.`);
    }
  }

  function sendText(text: z.infer<typeof SendTextMessage>): Reply {
    const { ConfigurationSetName: set, DestinationPhoneNumber: to, MessageBody } = text;
    if (!options.configurationSets.includes(set)) {
      const which = { ResourceType: 'configuration-set', ResourceId: set };
      return refused('ResourceNotFoundException', 'Resource not found', which);
    }
    if (optedOut.has(to)) {
      return refused('ConflictException', 'Conflict', {
        Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
      });
    }
    const segments = segmentsOf(MessageBody);
    if (throttled(segments)) return refused('ThrottlingException', 'Rate exceeded');
    const id = randomUUID();
    const at = new Date();
    const from = text.OriginationIdentity;
    options.handset.deliver({ id, at, from, to, body: MessageBody, segments });
    const step = {
      at: at.getTime(),
      place: 'provider',
      name: 'SendTextMessage',
      ok: true,
    } as const;
    options.hops.record({ ...step, detail: `accepted as ${id}` });
    return { status: 200, body: { MessageId: id } };
  }

  return httpService('SMS double', options.port, async (request, response) => {
    const sent = await readBody(request, MAX_BODY_BYTES);
    const target = String(request.headers['x-amz-target'] ?? '');
    const { status, body } = answerCall(target, JSON.parse(sent?.toString() || '{}'));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(body));
  });
}

/** Whether so many parts would be too many within a second. */
function partsPerSecond(limit: number): (parts: number) => boolean {
  let taken: { atMs: number; parts: number }[] = [];
  return (parts) => {
    const now = performance.now();
    taken = taken.filter(({ atMs }) => now - atMs < 1_000);
    const total = taken.reduce((sum, each) => sum + each.parts, parts);
    if (total > limit) return true;
    taken.push({ atMs: now, parts });
    return false;
  };
}

function invalid(error: z.ZodError): Reply {
  const Fields = error.issues.map(({ path, message }) => ({
    Name: String(path[0] ?? ''),
    Message: message,
  }));
  const reason = { Reason: 'FIELD_VALIDATION_FAILED', Fields };
  return refused('ValidationException', 'Validation failed', reason);
}

function refused(type: string, message: string, more: object = {}): Reply {
  const __type = `com.amazonaws.pinpointsmsvoicev2#${type}`;
  return { status: 400, body: { __type, Message: message, ...more } };
}
