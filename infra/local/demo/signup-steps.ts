import * as z from 'zod';
import { FormDefinition } from '../../../events/form.ts';
import type { CheckVerdict, Reason } from '../../../events/verdict.ts';
import type { Narrator } from './narrator.ts';
import { bodyOf, expectStatus } from './send-request.ts';
import type { Sender } from './sender.ts';
import { expectSame, Unexpected } from './unexpected.ts';
import type { World } from './world.ts';

const FORM_ID = 'newsletter';
const SCOPE = 'email.newsletter';

const CreatedKey = z.object({ clientId: z.string(), keyId: z.string(), key: z.string().min(1) });

export async function createKey({ cli }: World, told: Narrator): Promise<string> {
  const args = ['keys', 'create', '--client', 'demo', '--scopes', 'check,send,suppressions'];
  const { key } = await told.step({
    title: 'Make an API key',
    before: 'The company’s program needs a key that may ask, send and read the suppression list.',
    async act() {
      told.showCommand(cli.line(args));
      const printed = await cli.run(args);
      told.showAnswer(JSON.stringify(printed));
      const created = CreatedKey.safeParse(printed);
      if (created.success) return created.data;
      throw new Unexpected('{clientId, keyId, key}', JSON.stringify(printed));
    },
    after: ({ clientId }) => `The client “${clientId}” has a key; only its hash is stored.`,
  });
  return key;
}

export function fetchForm({ apiUrl }: World, told: Narrator): Promise<FormDefinition> {
  return told.step({
    title: 'Fetch the signup form',
    before:
      'The company’s page asks what to show: the exact wording, and a token that proves later what was shown.',
    async act() {
      const reply = await told.ask({ method: 'GET', url: `${apiUrl}/v1/forms/${FORM_ID}` });
      const form = bodyOf(reply, 200, FormDefinition);
      if (form.choices.some(({ id }) => id === SCOPE)) return form;
      throw new Unexpected(`the choice ${SCOPE}`, form.choices.map(({ id }) => id).join(', '));
    },
    after: ({ choices }) => `The page shows: “${choices[0]?.wording.text}”`,
  });
}

export function signUp(world: World, told: Narrator, form: FormDefinition): Promise<void> {
  return told.step({
    title: 'Sign up',
    before:
      'The person ticks the box and sends the form, as a browser does it, without any script.',
    async act() {
      const reply = await told.ask({
        method: 'POST',
        url: `${world.apiUrl}/v1/forms/${FORM_ID}/consents`,
        headers: { Origin: world.consoleUrl },
        body: {
          form: [
            ['email', world.address],
            ['consents', SCOPE],
            ['age', '13-or-over'],
            ['formToken', form.formToken],
          ],
        },
      });
      expectStatus(reply, 200);
    },
    after: () =>
      'Received. The answer is the same for every address, so it tells nobody who is known.',
  });
}

/** Asks the gate about the person and holds the answer against what the story tells. */
export function checkConsent(
  company: Sender,
  told: Narrator,
  step: { title: string; before: string; expected: { allowed: boolean; reason: Reason } },
): Promise<CheckVerdict> {
  const { title, before, expected } = step;
  return told.step({
    title,
    before,
    async act() {
      const verdict = await company.check();
      expectSame('allowed', expected.allowed, verdict.allowed);
      expectSame('reason', expected.reason, verdict.reason);
      return verdict;
    },
    after: ({ allowed, reason }) => `${allowed ? 'Yes' : 'No'}: ${reason}.`,
  });
}
