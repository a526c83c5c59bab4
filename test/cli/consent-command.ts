import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TABLE_NAMES } from '../engine.ts';
import type { World } from '../http/world.ts';

const ROOT = path.join(import.meta.dirname, '../..');

type Result = { code: number; out: string; err: string };

type Given = { words: readonly string[]; env?: Record<string, string>; input?: string };

/** `consent` as a person runs it, in an environment that knows nothing else. */
export const consentWith = ({ words, env = {}, input = '' }: Given) =>
  new Promise<Result>((resolve) => {
    const { PATH } = process.env;
    const child = execFile(
      process.execPath,
      ['cli/consent.ts', ...words],
      { cwd: ROOT, env: { PATH, ...env } },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    );
    child.stdin?.end(input);
  });

export const consent = (...words: string[]) => consentWith({ words });

/** A data folder that says where `world` is, as a running local stack leaves it. */
export function localCommand(world: World) {
  const data = mkdtempSync(path.join(tmpdir(), 'prior-consent-cli-'));
  const endpoints = { dynamodb: world.endpoint, secrets_manager: world.secretsEndpoint };
  const names = {
    OperationsTable: TABLE_NAMES.OPERATIONS_TABLE,
    LedgerTable: TABLE_NAMES.LEDGER_TABLE,
    GateTable: TABLE_NAMES.GATE_TABLE,
    SuppressionTable: TABLE_NAMES.SUPPRESSION_TABLE,
    SendsTable: TABLE_NAMES.SENDS_TABLE,
    PepperSecret: 'pepper',
  };
  writeFileSync(path.join(data, 'stack.json'), JSON.stringify({ endpoints, names }));
  return {
    run: (...words: string[]) => consent(...words, '--local', '--data', data),
    runWith: (input: string, ...words: string[]) =>
      consentWith({ words: [...words, '--local', '--data', data], input }),
    remove: () => rmSync(data, { recursive: true, force: true }),
  };
}
