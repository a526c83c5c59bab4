import type { Gate } from '../../events/gate.ts';
import type { Change } from '../../events/ledger-event.ts';
import type { QueuedSend } from '../../events/queued-send.ts';
import type { SendRecord } from '../../events/send-record.ts';
import type { Reason } from '../../events/verdict.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents, newGate } from '../../shared/domain/gate.ts';
import { type Fence, openFence } from '../../shared/sending/fence.ts';
import { type ProviderOutcome, type SendPorts, sendOne } from '../../shared/sending/send-one.ts';
import { granted, headerOf, OPEN } from '../histories.ts';

export const NOW = new Date('2026-11-23T10:00:00.000Z');
export const ago = (milliseconds: number) => new Date(NOW.getTime() - milliseconds).toISOString();
const CONTACT = 'AAAAAAAAAAAAAAAAAAAAAA';
export const SCOPE = 'email.newsletter';
const send: QueuedSend = { version: 1, client: 'shop', messageId: 'msg_1', recipient: 0 };

const queued: SendRecord = {
  pk: 'shop#msg_1',
  sk: '0000',
  state: 'queued',
  scope: SCOPE,
  contactId: CONTACT,
  to: 'jane@example.com',
  substitutions: {},
  queuedFor: CONTACT,
  reason: null,
  permitId: null,
  updatedAt: ago(1_000),
};

export const gateOf = (changes: Change[], over: Partial<Gate> = {}): Gate => {
  const events = changes.map((change, index) => sealHeader(headerOf(index + 1, [change])));
  return { ...newGate(CONTACT, null, foldEvents(events)), ...over };
};

type Given = {
  record?: Partial<SendRecord>;
  gate?: Gate | undefined;
  outcome?: ProviderOutcome;
  /** Why the message can never be rendered. */
  unfit?: Reason;
  remainingMs?: number;
  /** The provider's account is busy for as long as this message may wait. */
  noTurn?: boolean;
  /** The gate moved since it was read; or the answer got lost, while the claim stands or does not. */
  claim?: 'moved' | 'lost and standing' | 'lost';
  releaseFailures?: number;
  /** The fence closes before the message is looked at, or while its claim is under way. */
  fenceCloses?: 'before' | 'at the claim';
};

type Store = { record: SendRecord; gate: Gate | undefined; steps: string[] };

/** Ports in memory, with the order of all that was done. */
export function sendWorld(given: Given = {}) {
  const gate = 'gate' in given ? given.gate : gateOf([granted(0)]);
  const store: Store = { record: { ...queued, ...given.record }, gate, steps: [] };
  const { steps } = store;
  const fence = openFence();
  if (given.fenceCloses === 'before') fence.close();
  const sleep = async () => {
    steps.push('sleep');
  };
  const ports: SendPorts = {
    rules: OPEN,
    clock: { now: () => NOW, monotonicMs: () => 0, sleep, random: () => 0.5 },
    permits: permitsIn(store, given, fence),
    sends: sendsIn(store),
    async takeTurn() {
      if (given.noTurn) steps.push('no turn');
      return given.noTurn !== true;
    },
    async prepare() {
      steps.push('prepare');
      if (given.unfit) return given.unfit;
      return async () => {
        steps.push(`call with ${Object.keys(store.gate?.permits ?? {}).join()}`);
        return given.outcome ?? 'accepted';
      };
    },
  };
  const remainingMs = () => given.remainingMs ?? 9_000;
  const run = (permitId = 'p1') =>
    sendOne(ports, send, { newPermitId: () => permitId, fence, remainingMs });
  return { run, steps, state: () => store.record, gate: () => store.gate };
}

const isFree = ({ record }: Store) => record.state === 'queued' || record.state === 'reopened';

function permitsIn(store: Store, given: Given, fence: Fence): SendPorts['permits'] {
  let failures = given.releaseFailures ?? 0;
  return {
    readGate: async () => structuredClone(store.gate),
    async claim({ gate: read, permitId, scope, now }) {
      store.steps.push('claim');
      if (given.fenceCloses === 'at the claim') fence.close();
      if (given.claim === 'lost') throw new Error('no answer');
      const { gate, record } = store;
      if (given.claim === 'moved' || gate?.rev !== read?.rev || !gate || !isFree(store))
        return false;
      const at = now.toISOString();
      store.gate = { ...gate, permits: { ...gate.permits, [permitId]: { scope, at } } };
      store.record = { ...record, state: 'claimed', permitId, updatedAt: at };
      if (given.claim === 'lost and standing') throw new Error('no answer');
      return true;
    },
    async release(_, permitId) {
      if (failures-- > 0) {
        store.steps.push('release failed');
        throw new Error('busy');
      }
      store.steps.push('release');
      delete store.gate?.permits[permitId];
    },
  };
}

function sendsIn(store: Store): SendPorts['sends'] {
  return {
    read: async () => structuredClone(store.record),
    async refuse(_, reason) {
      store.steps.push(`refuse ${reason}`);
      if (!isFree(store)) return false;
      store.record = { ...store.record, state: 'refused', reason };
      return true;
    },
    async settle(_, permitId, state) {
      store.steps.push(`settle ${state}`);
      if (store.record.state !== 'claimed' || store.record.permitId !== permitId) return false;
      store.record = { ...store.record, state };
      return true;
    },
  };
}
