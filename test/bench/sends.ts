import type { Product } from '../product.ts';
import { rawClient } from '../raw-request.ts';
import { emailOf } from './people.ts';
import { quantile } from './statistics.ts';

export type SendTimes = {
  perSecond: number;
  /** Milliseconds from the acceptance of a message that comes alone to its provider's. */
  alone: { p50: number; p99: number };
  /** The same for each of a crowd that was accepted at once: most of it is waiting in the queue. */
  crowded: { p50: number; p99: number };
};

export type Sender = {
  /** Writes to `recipients` people and resolves when the provider has all; each one's milliseconds. */
  send(name: string, recipients: readonly string[]): Promise<number[]>;
  close(): void;
};

const SEND_LIMIT_MS = 300_000;

/** Gated sends through the real queue, function and provider double: many at once, then one by one. */
export async function timeSends(
  product: Product,
  { crowd, alone, warmUp }: { crowd: number; alone: number; warmUp: number },
): Promise<SendTimes> {
  const sender = await openSender(product);
  const people = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => emailOf(from + index));
  try {
    await sender.send('warm-up', people(0, warmUp));
    const crowded = await sender.send('crowd', people(0, crowd));
    const singly: number[] = [];
    for (let index = 0; index < alone; index++) {
      singly.push(...(await sender.send(`alone ${index}`, people(index, 1))));
    }
    const seconds = (Math.max(...crowded) - Math.min(...crowded)) / 1_000;
    return {
      perSecond: (crowd - 1) / seconds,
      alone: { p50: quantile(singly, 0.5), p99: quantile(singly, 0.99) },
      crowded: { p50: quantile(crowded, 0.5), p99: quantile(crowded, 0.99) },
    };
  } finally {
    sender.close();
  }
}

export async function openSender(product: Product): Promise<Sender> {
  const client = rawClient(product.apiUrl);
  const key = await product.createKey(['send']);
  return {
    async send(name, recipients) {
      const sent = providerTimes(product, recipients.length);
      const answer = await client.send({
        method: 'POST',
        path: '/v1/messages',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${key}`,
          'idempotency-key': `"${encodeURIComponent(name)}"`,
        },
        body: JSON.stringify({
          channel: 'email',
          purpose: 'newsletter',
          content: { subject: `What to sow: ${name}`, text: 'Broad beans go in now.' },
          recipients: recipients.map((to) => ({ to })),
        }),
      });
      const acceptedAt = performance.now();
      if (answer.status !== 202) throw new Error(`${answer.status}: ${answer.body}`);
      return (await sent).map((at) => at - acceptedAt);
    },
    close: () => client.close(),
  };
}

/** When the provider accepts each of the next `count`. */
function providerTimes({ hops }: Product, count: number): Promise<number[]> {
  const times: number[] = [];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${times.length} of ${count} were sent`)),
      SEND_LIMIT_MS,
    );
    const stop = hops.listen(({ place, ok }) => {
      if (place !== 'provider' || !ok) return;
      times.push(performance.now());
      if (times.length < count) return;
      clearTimeout(timer);
      stop();
      resolve(times);
    });
  });
}
