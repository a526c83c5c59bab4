import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { addSummary, emptySummary, type Summary } from './run-schedules.ts';
import type { Share } from './worker.ts';

type Options = Share & { workers: number; progress: (done: number) => void };

const SHARE_SCHEDULES = 100;

/** Every worker takes the next share of the seeds until none is left. */
export async function runInParallel(options: Options): Promise<Summary> {
  const { seed, schedules, control, workers, progress } = options;
  const sum = emptySummary();
  let begun = 0;
  const work = async () => {
    const worker = await startWorker();
    try {
      while (begun < schedules) {
        const many = Math.min(SHARE_SCHEDULES, schedules - begun);
        const share = { seed: seed + begun, schedules: many, control };
        begun += many;
        addSummary(sum, await ask(worker, share));
        progress(sum.counts.schedules);
      }
    } finally {
      worker.disconnect();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return sum;
}

async function startWorker(): Promise<ChildProcess> {
  const worker = fork(path.join(import.meta.dirname, 'worker.ts'));
  await answerOf(worker);
  return worker;
}

function ask(worker: ChildProcess, share: Share): Promise<Summary> {
  worker.send(share);
  return answerOf(worker) as Promise<Summary>;
}

async function answerOf(worker: ChildProcess): Promise<unknown> {
  const gone = once(worker, 'exit').then(([code]) => {
    throw new Error(`a worker ended with code ${code}: what it printed says why`);
  });
  const [answer] = await Promise.race([once(worker, 'message'), gone]);
  return answer;
}
