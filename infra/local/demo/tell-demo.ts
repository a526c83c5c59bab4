import type { Narrator } from './narrator.ts';
import { sender } from './sender.ts';
import { checkConsent, createKey, fetchForm, signUp } from './signup-steps.ts';
import {
  findSuppression,
  sendNewsletter,
  tellRacing,
  tellTooLate,
  unsubscribe,
  verifyLedger,
} from './withdrawal-steps.ts';
import type { World } from './world.ts';

/** One person says yes, gets a newsletter, changes their mind, and gets no other. */
export async function tellDemo(world: World, told: Narrator): Promise<void> {
  const key = await createKey(world, told);
  const company = sender(world, key, told);
  const form = await fetchForm(world, told);
  await checkConsent(company, told, {
    title: 'Ask before anything was said',
    before: 'The company would like to write to this person and asks whether it may.',
    expected: { allowed: false, reason: 'no_consent' },
  });
  await signUp(world, told, form);
  await checkConsent(company, told, {
    title: 'Ask again at once',
    before:
      'The answer comes from the gate, which was written together with the ledger: no waiting.',
    expected: { allowed: true, reason: 'consented' },
  });
  const unsubscribeUrl = await sendNewsletter(world, told, company);
  const race = await unsubscribe(told, company, unsubscribeUrl);
  const racingSent = await tellRacing(told, company, race);
  await tellTooLate(told, company, race, racingSent);
  const { matchId } = await checkConsent(company, told, {
    title: 'Ask once more',
    before: 'The gate knows of the withdrawal, and says why.',
    expected: { allowed: false, reason: 'withdrawn' },
  });
  await findSuppression(world, told, company, matchId);
  await verifyLedger(world, told);
}
