import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { paginateScan, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Json, jcs } from '../../shared/domain/jcs.ts';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import { linkRingOf, nameOf, type Product, type Synthesized, startProduct } from '../product.ts';
import { type RawClient, rawClient } from '../raw-request.ts';
import { outsideWorld } from '../walk/person.ts';

export const ROTATIONS = 3;

const TABLES = ['LedgerTable', 'GateTable', 'SuppressionTable', 'SendsTable', 'OperationsTable'];
const STILL_AFTER_MS = 600;
const SETTLE_LIMIT_MS = 60_000;
const POLL_MS = 20;

/** Someone with a marketing mail, and what is in the link of it. */
export type Person = { email: string; path: string; token: string; contactId: string };

/** The running stack with its people, whose links were minted before the keys were last rotated. */
export type LinkWorld = {
  client: RawClient;
  ring: KeyRing;
  /** Their mails came three key rotations ago; every third has left since. */
  people: readonly Person[];
  /** Someone new, with a mail of today. */
  subscriber(): Promise<Person>;
  /** The newest mail to someone, as it was handed to the provider. */
  mailTo(email: string): string;
  /** What an operator does while everything runs: the ring that it leads to. */
  rotate(): Promise<KeyRing>;
  /** The types of the changes on record at a contact point, in order. */
  changes(contactId: string): Promise<string[]>;
  /** SHA-256 over every item of every table, once nothing moves any more. */
  state(): Promise<string>;
  stop(): Promise<void>;
};

/** Starts the stack, makes `peopleCount` people with mails, and rotates the link keys three times. */
export async function startLinkWorld(
  folder: string,
  assembly: Synthesized,
  peopleCount: number,
): Promise<LinkWorld> {
  const people = await mailedPeople(await startProduct(folder, assembly), peopleCount);
  for (let count = 0; count < ROTATIONS; count++) rotateLinkKeys(folder);
  const product = await startProduct(folder, assembly);
  const client = rawClient(product.apiUrl);
  const subscriber = await peopleOf(product);
  let met = 0;
  return {
    client,
    ring: await linkRingOf(product),
    people,
    subscriber: () => subscriber(`today${met++}@example.com`),
    mailTo: (email) =>
      product.mailbox
        .list()
        .find(({ destinations }) => destinations.includes(email))
        ?.raw.toString() ?? '',
    async rotate() {
      rotateLinkKeys(folder);
      return linkRingOf(product);
    },
    changes: (contactId) => changesOf(product, contactId),
    state: () => settledState(product),
    async stop() {
      client.close();
      await product.stop();
    },
  };
}

async function mailedPeople(product: Product, count: number): Promise<Person[]> {
  const person = await peopleOf(product);
  const people: Person[] = [];
  for (let index = 0; index < count; index++) {
    const someone = await person(`before${index}@example.com`);
    people.push(someone);
    if (index % 3 === 2) await fetch(`${product.apiUrl}${someone.path}`, { method: 'POST' });
  }
  await settledState(product);
  await product.stop();
  return people;
}

/** Signs people up, writes to them, and takes the link from their mails, all from outside. */
async function peopleOf(product: Product): Promise<(email: string) => Promise<Person>> {
  const key = await product.createKey(['check', 'send']);
  const world = outsideWorld({ apiUrl: product.apiUrl, consoleUrl: product.consoleUrl, key });
  return async (email) => {
    await world.signUp(email);
    await world.send(email, email);
    let link = await world.unsubscribeLink(email);
    while (!link) {
      await sleep(POLL_MS);
      link = await world.unsubscribeLink(email);
    }
    const { pathname } = new URL(link);
    const token = pathname.slice('/u/'.length);
    const claims = Buffer.from(token.split('.')[2] ?? '', 'base64url').toString();
    return { email, path: pathname, token, contactId: JSON.parse(claims).contactId };
  };
}

/** What an operator does: a new key under a new id, which issues from now on. The old ones stay. */
function rotateLinkKeys(folder: string): void {
  const file = path.join(folder, 'secrets.json');
  const secrets = JSON.parse(readFileSync(file, 'utf8'));
  const keys: Record<string, string> = JSON.parse(secrets.LinkKeysSecret);
  const id = `k${Object.keys(keys).length}`;
  const value = createHash('sha256').update(`${id} of the proof`).digest('hex');
  const LinkKeysSecret = JSON.stringify({ ...keys, [id]: value, current: id });
  writeFileSync(file, JSON.stringify({ ...secrets, LinkKeysSecret }));
}

async function changesOf(product: Product, contactId: string): Promise<string[]> {
  const { Items = [] } = await product.database.send(
    new QueryCommand({
      TableName: nameOf(product, 'LedgerTable'),
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
      ExpressionAttributeValues: { ':pk': contactId, ':event': 'EV#' },
    }),
  );
  return Items.flatMap(({ changes }) => changes.map(({ type }: { type: string }) => type));
}

async function settledState(product: Product): Promise<string> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  let before = '';
  for (;;) {
    const now = await stateOf(product);
    if (now === before) return now;
    if (performance.now() > deadline) throw new Error('the tables never came to rest');
    before = now;
    await sleep(STILL_AFTER_MS);
  }
}

async function stateOf(product: Product): Promise<string> {
  const hash = createHash('sha256');
  for (const table of TABLES) {
    const items: string[] = [];
    const scan = { TableName: nameOf(product, table), ConsistentRead: true };
    for await (const page of paginateScan({ client: product.database }, scan)) {
      items.push(...(page.Items ?? []).map((item) => jcs(item as Json)));
    }
    hash.update(JSON.stringify([table, items.toSorted()]));
  }
  return hash.digest('hex');
}
