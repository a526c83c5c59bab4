import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startConsole } from '../../../infra/local/console/console.ts';
import type { ConsentCli } from '../../../infra/local/demo/consent-cli.ts';
import { narrator } from '../../../infra/local/demo/narrator.ts';
import { tellDemo } from '../../../infra/local/demo/tell-demo.ts';
import { handset } from '../../../infra/local/handset.ts';
import { hops } from '../../../infra/local/hops.ts';
import { type Mailbox, mailbox } from '../../../infra/local/mailbox.ts';
import { type StandInApi, startStandInApi } from './stand-in-api.ts';

let mails: Mailbox;
let stops: (() => Promise<void>)[];

beforeEach(() => {
  mails = mailbox();
  stops = [];
});

afterEach(async () => {
  for (const stop of stops) await stop();
});

const cli: ConsentCli = {
  line: (args) => `consent ${args.join(' ')}`,
  run: async (args) =>
    args[0] === 'keys'
      ? { clientId: 'demo', keyId: 'k1', key: 'pc_demo_secret' }
      : { contactId: 'AbCdEfGhIjKlMnOpQrStUv', events: 2, valid: true },
};

async function tell(options: { json?: boolean; cli?: ConsentCli; sendsAfterWithdrawal?: boolean }) {
  const { sendsAfterWithdrawal = false } = options;
  const api: StandInApi = await startStandInApi({ mailbox: mails, sendsAfterWithdrawal });
  stops.push(api.stop);
  const shown = { mailbox: mails, handset: handset(), hops: hops() };
  const site = await startConsole({ port: 0, apiUrl: api.url, ...shown });
  stops.push(site.stop);
  let text = '';
  const told = narrator({
    json: options.json ?? false,
    write: (more) => {
      text += more;
    },
  });
  const address = 'demo-0a1b2c@example.com';
  const world = { apiUrl: api.url, consoleUrl: site.url, address, cli: options.cli ?? cli };
  const ok = await told.tell(address, () => tellDemo(world, told));
  return { ok, text, api };
}

test('the demo tells the whole story, with a curl line for every request', async () => {
  const { ok, text, api } = await tell({});
  expect(text).toContain('✓ All 12 steps were as told.');
  expect(text).not.toContain('✗');
  expect(text).toContain(`$ curl '${api.url}/v1/forms/newsletter'`);
  expect(text).toContain("--data-urlencode 'consents=email.newsletter'");
  expect(ok).toBe(true);
});

test('the demo posts the form from the origin of the console', async () => {
  const { api } = await tell({});
  const post = api.seen.find(({ url }) => url === '/v1/forms/newsletter/consents');
  expect(post?.headers.origin).toMatch(/^http:\/\/localhost:\d+$/);
  expect(post?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
});

test('the demo says so when a message goes out after the withdrawal', async () => {
  const { ok, text } = await tell({ sendsAfterWithdrawal: true });
  expect(text).toContain('✗');
  expect(text).toMatch(/✗ Expected (state "refused"|the message sent before the 200)/);
  expect(ok).toBe(false);
});

test('the demo says so when the ledger does not verify', async () => {
  const broken: ConsentCli = {
    ...cli,
    run: async (args) =>
      args[0] === 'verify' ? { contactId: 'x', events: 2, valid: false } : cli.run(args),
  };
  const { ok, text } = await tell({ cli: broken });
  expect(text).toContain('Expected valid true');
  expect(ok).toBe(false);
});

test('with --json the demo prints one document and nothing else', async () => {
  const { text } = await tell({ json: true });
  const told = JSON.parse(text) as { ok: boolean; steps: { ok: boolean }[] };
  expect(told.ok).toBe(true);
  expect(told.steps).toHaveLength(12);
});
