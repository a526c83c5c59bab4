import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the next request is answered; `hang` reads it and says nothing. */
export type ProviderAnswer =
  | { status: number; body: string; headers?: Record<string, string> }
  | 'hang'
  | 'cut';

export type ProviderStandIn = {
  endpoint: string;
  /** The bodies of the requests so far. */
  requests: string[];
  /** Settles when a request has arrived in whole. */
  arrived(): Promise<unknown>;
  answerWith(answer: ProviderAnswer): void;
  stop(): Promise<void>;
};

const NAMESPACE = 'xmlns="http://ses.amazonaws.com/doc/2010-12-01/"';

export const accepted: ProviderAnswer = {
  status: 200,
  body: `<SendRawEmailResponse ${NAMESPACE}><SendRawEmailResult><MessageId>0102</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></SendRawEmailResponse>`,
};

export const failed = (status: number, code: string): ProviderAnswer => ({
  status,
  body: `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error><RequestId>r1</RequestId></ErrorResponse>`,
});

const SMS_HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

export const textAccepted: ProviderAnswer = {
  status: 200,
  body: '{"MessageId":"0102"}',
  headers: SMS_HEADERS,
};

export const textFailed = (status: number, type: string, more: object = {}): ProviderAnswer => ({
  status,
  body: JSON.stringify({ __type: type, Message: 'No.', ...more }),
  headers: SMS_HEADERS,
});

/** Answers one request as told, in SES's query protocol unless the answer says otherwise. */
export async function startProviderStandIn(): Promise<ProviderStandIn> {
  let next: ProviderAnswer = accepted;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests.push(Buffer.concat(parts).toString());
      reply(response, next);
      server.emit('arrived');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    arrived: () => once(server, 'arrived'),
    answerWith(answer) {
      next = answer;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function reply(response: ServerResponse, answer: ProviderAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'cut') {
    response.socket?.destroy();
    return;
  }
  response.writeHead(answer.status, { 'content-type': 'text/xml', ...answer.headers });
  response.end(answer.body);
}
