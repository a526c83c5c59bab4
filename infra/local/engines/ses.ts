import { randomBytes, randomUUID } from 'node:crypto';
import { LOCAL_REGION } from '../aws-local.ts';
import { escapeXml } from '../escape-xml.ts';
import type { Hops } from '../hops.ts';
import { httpService } from '../http-service.ts';
import type { Mailbox } from '../mailbox.ts';
import { readBody } from '../read-body.ts';
import type { Service } from '../running.ts';
import { duplicateHeader, parseRawEmail, stampRawEmail } from './raw-email.ts';

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;
const MAX_RECIPIENTS = 50;

type Reply = { status: number; xml: string };

export type SesOptions = {
  port: number;
  configurationSets: readonly string[];
  mailbox: Mailbox;
  hops: Hops;
};

/** A double of SES's query API: it accepts what SES would accept, into the mailbox, and sends nothing. */
export function ses(options: SesOptions): Service {
  return httpService('SES double', options.port, async (request, response) => {
    const body = await readBody(request, MAX_REQUEST_BYTES);
    const { status, xml } = answerCall(new URLSearchParams(body?.toString()), options);
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(xml);
  });
}

function answerCall(call: URLSearchParams, options: SesOptions): Reply {
  const action = call.get('Action') ?? '';
  switch (action) {
    case 'SendRawEmail':
      return sendRawEmail(call, options);
    case 'GetSendQuota':
      return accepted(
        action,
        '<Max24HourSend>50000.0</Max24HourSend><SentLast24Hours>0.0</SentLast24Hours><MaxSendRate>14.0</MaxSendRate>',
      );
    default:
      return refused('InvalidAction', `Could not find operation ${action} for version 2010-12-01`);
  }
}

function sendRawEmail(call: URLSearchParams, options: SesOptions): Reply {
  const data = Buffer.from(call.get('RawMessage.Data') ?? '', 'base64');
  const email = parseRawEmail(data.toString('latin1'));
  const destinations = members(call, 'Destinations');
  const problem = faultOf(call, data, destinations, options.configurationSets);
  if (problem) return refused(problem.code, problem.message);
  const duplicate = duplicateHeader(email);
  if (duplicate) return refused('InvalidParameterValue', `Duplicate header '${duplicate}'.`);
  const from = email.headers.find(({ name }) => name === 'from');
  if (!from) return refused('InvalidParameterValue', "Missing required header 'From'.");

  const id = `0102${randomBytes(6).toString('hex')}-${randomUUID()}-000000`;
  const at = new Date();
  options.mailbox.deliver({
    id,
    at,
    source: call.get('Source') ?? from.lines.slice('from:'.length).trim(),
    destinations,
    raw: stampRawEmail(email, `${id}@${LOCAL_REGION}.amazonses.com`, at),
  });
  const step = { at: at.getTime(), place: 'provider', name: 'SendRawEmail', ok: true } as const;
  options.hops.record({ ...step, detail: `accepted as ${id}` });
  return accepted('SendRawEmail', `<MessageId>${id}</MessageId>`);
}

type Fault = { code: string; message: string };

function faultOf(
  call: URLSearchParams,
  data: Buffer,
  destinations: readonly string[],
  configurationSets: readonly string[],
): Fault | undefined {
  const set = call.get('ConfigurationSetName');
  if (set !== null && !configurationSets.includes(set)) {
    const message = `Configuration set <${set}> does not exist.`;
    return { code: 'ConfigurationSetDoesNotExist', message };
  }
  const invalid = (message: string) => ({ code: 'InvalidParameterValue', message });
  if (data.length === 0) return invalid('RawMessage.Data is empty.');
  if (data.length > MAX_MESSAGE_BYTES) {
    return invalid(`Message length is more than ${MAX_MESSAGE_BYTES} bytes long.`);
  }
  // SES would read the To, Cc and Bcc headers; naming the recipients is what a careful sender does.
  if (destinations.length === 0) return invalid('The local SES double needs Destinations.');
  if (destinations.length > MAX_RECIPIENTS) return invalid('Recipient count exceeds 50.');
  const incomplete = destinations.find((address) => !/^[^@]+@[^@]+$/.test(address));
  return incomplete === undefined ? undefined : invalid("Missing final '@domain'");
}

function members(call: URLSearchParams, list: string): string[] {
  return [...call.entries()]
    .filter(([key]) => key.startsWith(`${list}.member.`))
    .map(([, value]) => value);
}

function accepted(action: string, result: string): Reply {
  const xml = `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result>${metadata()}</${action}Response>`;
  return { status: 200, xml };
}

function refused(code: string, message: string): Reply {
  const fault = `<Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  const xml = `<ErrorResponse xmlns="${NAMESPACE}"><Error>${fault}</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  return { status: 400, xml };
}

function metadata(): string {
  return `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
}
