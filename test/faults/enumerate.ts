import { AsyncLocalStorage } from 'node:async_hooks';
import { silencing } from '../silence.ts';
import type { Begun, Operation } from './operation.ts';
import { concerns, inRun, MISHAPS, type Planned, type Run } from './points.ts';
import type { FaultEngine } from './world.ts';

export type Finding = { operation: string; planned: readonly Planned[]; says: string[] };

export type Enumeration = {
  operation: string;
  /** The awaits of an undisturbed run. */
  points: string[];
  /** How many runs there were, each with another mishap or pair of mishaps. */
  runs: number;
  /** Planned mishaps that could strike and did not: none, if every point was reached. */
  missed: number;
  findings: Finding[];
};

const MAX_TRIES = 12;

const enumerating = new AsyncLocalStorage<true>();

/** Every mishap at every await of the operation; with `pairs`, also a second one at every await after it. */
export function enumerate(
  engine: FaultEngine,
  operation: Operation,
  options: { pairs: boolean },
): Promise<Enumeration> {
  const isWithin = () => enumerating.getStore() === true;
  const all = () => enumerateAll(engine, operation, options);
  return silencing(isWithin, () => enumerating.run(true, all));
}

async function enumerateAll(
  engine: FaultEngine,
  operation: Operation,
  { pairs }: { pairs: boolean },
): Promise<Enumeration> {
  const clean = await runOnce(engine, operation, []);
  const result: Enumeration = {
    operation: operation.name,
    points: clean.points,
    runs: 1,
    missed: 0,
    findings: clean.findings,
  };
  const tryOut = async (planned: readonly Planned[]) => {
    const outcome = await runOnce(engine, operation, planned);
    result.runs++;
    result.missed += planned.length - outcome.struck;
    result.findings.push(...outcome.findings);
    return outcome;
  };
  for (const first of planAt(clean.points, 0)) {
    const { points } = await tryOut([first]);
    if (!pairs) continue;
    for (const second of planAt(points, first.at + 1)) await tryOut([first, second]);
  }
  return result;
}

function planAt(points: readonly string[], from: number): Planned[] {
  return points.flatMap((name, at) => {
    if (at < from) return [];
    const isWrite = !/^(Get|Query|BatchGet|sleep)/.test(name);
    return MISHAPS.filter((mishap) => concerns(mishap, { name, isWrite })).map((mishap) => ({
      at,
      mishap,
    }));
  });
}

/** Tries, as the real caller would, until the operation is acknowledged; points are counted over all tries. */
async function runOnce(engine: FaultEngine, operation: Operation, planned: readonly Planned[]) {
  const begun = await operation.begin(engine.world());
  const run: Run = { points: [], planned, struck: 0, crash: () => {} };
  const acknowledged: unknown[] = [];
  for (let tries = 0; acknowledged.length === 0 && tries < MAX_TRIES; tries++) {
    if (tries > 0) await begun.beforeRetry();
    const answer = await attemptOrCrash(run, begun);
    if (answer.ok) acknowledged.push(answer.value);
  }
  // Whoever did not hear the answer asks once more.
  const again = await attemptOrCrash({ ...run, points: [], planned: [] }, begun);
  if (again.ok) acknowledged.push(again.value);
  const says = [
    ...(acknowledged.length === 0 ? ['never acknowledged'] : []),
    ...(await begun.faults(acknowledged)),
  ];
  const findings = says.length > 0 ? [{ operation: operation.name, planned, says }] : [];
  return { points: run.points, struck: run.struck, findings };
}

type Answer = { ok: true; value: unknown } | { ok: false };

function attemptOrCrash(run: Run, begun: Begun): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  run.crash = () => resolve({ ok: false });
  inRun(run, begun.attempt).then(
    (value) => resolve({ ok: true, value }),
    () => resolve({ ok: false }),
  );
  return promise;
}
