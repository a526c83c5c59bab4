import { describe, expect, test } from '@jest/globals';
import type { Gate } from '../../events/gate.ts';
import type { PermitRequest } from '../../events/permit.ts';
import type { SendRecord } from '../../events/send-record.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { type ClaimPorts, claimOutside } from '../../shared/sending/outside-permit.ts';
import { gateOf, NOW } from '../functions/send-world.ts';
import { granted, OPEN } from '../histories.ts';

const request: PermitRequest = {
  channel: 'email',
  purpose: 'newsletter',
  address: 'jane@example.com',
  messageId: 'm1',
};

/** Ports in memory that tell what was done; `claims`: how each claim in turn is answered. */
function claimWorld(claims: ('yes' | 'no' | 'lost')[], more: Partial<ClaimPorts> = {}) {
  const steps: string[] = [];
  const gate: Gate = gateOf([granted(0)]);
  const ports: ClaimPorts = {
    catalogue,
    keys: { pepper: new Uint8Array(32), matchKey: new Uint8Array(32) },
    rules: OPEN,
    clock: { now: () => NOW, monotonicMs: () => 0, sleep: async () => {}, random: () => 0 },
    isSpoolEmpty: async () => true,
    permits: {
      readGate: async () => {
        steps.push('read');
        return gate;
      },
      async claim() {
        const answer = claims.shift();
        steps.push(`claim: ${answer}`);
        if (answer === 'lost') throw new Error('no answer');
        return answer === 'yes';
      },
      release: async () => {
        steps.push('release');
      },
    },
    readSend: async () => undefined,
    settle: async (_, __, state) => steps.push(state),
    mint: ({ permit }) => `token of ${permit}`,
    ...more,
  };
  return { steps, claim: () => claimOutside(ports, 'crm', request) };
}

describe('a claim over HTTP', () => {
  test('in a closed deployment is refused, whatever the gate says', async () => {
    const { claim, steps } = claimWorld(['yes'], { rules: { ...OPEN, isOpen: false } });
    await expect(claim()).rejects.toMatchObject({ code: 'send_refused', reason: 'closed' });
    expect(steps).toEqual(['read']);
  });

  test('where withdrawals wait in the spool does not even look at the gate', async () => {
    const { claim, steps } = claimWorld(['yes'], { isSpoolEmpty: async () => false });
    await expect(claim()).rejects.toMatchObject({ code: 'unavailable' });
    expect(steps).toEqual([]);
  });

  test('reads the gate anew when it has moved, and then succeeds', async () => {
    const { claim, steps } = claimWorld(['no', 'yes']);
    expect(await claim()).toMatchObject({ validForMs: 5_000, reason: 'consented' });
    expect(steps).toEqual(['read', 'claim: no', 'read', 'claim: yes']);
  });

  test('gives up on a gate that keeps moving', async () => {
    const { claim, steps } = claimWorld(Array(9).fill('no'));
    await expect(claim()).rejects.toMatchObject({ code: 'unavailable' });
    expect(steps.filter((step) => step === 'claim: no')).toHaveLength(4);
  });

  test('whose answer got lost is given back, permit first, and nothing is handed out', async () => {
    const { claim, steps } = claimWorld(['lost']);
    await expect(claim()).rejects.toMatchObject({ code: 'unavailable' });
    expect(steps).toEqual(['read', 'claim: lost', 'release', 'reopened']);
  });

  test('of a message that somebody else holds is refused by its record', async () => {
    const readSend = async () => ({ state: 'claimed' }) as SendRecord;
    const { claim } = claimWorld(['no'], { readSend });
    await expect(claim()).rejects.toMatchObject({ code: 'message_id_used' });
  });
});
