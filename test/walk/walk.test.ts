import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalProcess, startLocalProcess } from './local-process.ts';
import { runCommand } from './run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-walk-'));
const WALK_LIMIT_MS = 120_000;

let stack: LocalProcess;
beforeAll(async () => {
  stack = await startLocalProcess(folder);
}, WALK_LIMIT_MS);
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}, WALK_LIMIT_MS);

describe('the whole service on this machine', () => {
  test(
    'tells its story: npm run demo ends with 0, twice, each time with a fresh person',
    async () => {
      for (const _ of [1, 2]) {
        const demo = await runCommand('npm', ['run', '--silent', 'demo', '--', '--data', folder]);
        expect({ ...demo, stdout: demo.stdout.slice(-2_000) }).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('All 12 steps were as told'),
        });
      }
    },
    WALK_LIMIT_MS,
  );

  test('shows the form in a page of the demo company, as an adopter’s server includes it', async () => {
    const page = await (await fetch(`${stack.consoleUrl}/shop`)).text();
    expect(page).toMatch(/<form [^>]*data-consent-form="newsletter"/);
    expect(page).toMatch(/name="formToken" value="v1\.[^"]+"/);
  });

  test(
    'does what the tour of the README shows',
    async () => {
      const [, tour = ''] =
        /<!-- tour.*?-->\n```sh\n(.*?)```/s.exec(readFileSync('README.md', 'utf8')) ?? [];
      const script = tour
        .replace('http://localhost:4101', stack.apiUrl)
        .replace('http://localhost:4100', stack.consoleUrl)
        .replaceAll('--local', `--local --data ${folder}`);
      const { code, stdout, stderr } = await runCommand('bash', ['-euo', 'pipefail', '-c', script]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const lines = stdout.split('\n');
      const said = ['no_consent', 'consented', '200', 'withdrawn'];
      expect(lines.filter((line) => said.includes(line))).toEqual(said);
      expect(stdout).toContain('2 events, each sealed to the one before; the gate agrees.');
    },
    WALK_LIMIT_MS,
  );
});
