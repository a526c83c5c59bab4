import { type Command, InvalidArgumentError } from 'commander';
import { catalogue } from '../shared/catalogue.ts';
import { dynamo } from '../shared/dynamo.ts';
import { type CommonOptions, consentCommand } from './command.ts';
import { lookAtContactPoints, lookAtHolds } from './diagnosis/contact-points.ts';
import { type Diagnosis, diagnose } from './diagnosis/finding.ts';
import { lookAtQueues } from './diagnosis/queues.ts';
import { lookAtSecrets } from './diagnosis/secrets.ts';
import { lookAtTables } from './diagnosis/tables.ts';
import { EXIT_FOUND } from './exit-codes.ts';
import { print } from './print.ts';
import { knownNames, listed, resolveTarget, TARGET_NAMES } from './target.ts';

type Options = CommonOptions & { sample: number };

const DEFAULT_SAMPLE = 100;
const API_TIMEOUT_MS = 10_000;

/** consent doctor: is this deployment well? */
export function doctorCommand(): Command {
  return consentCommand('doctor', {
    description: 'look at configuration, tables, secrets, queues, holds and a sample of gates',
    examples: ['doctor --local', 'doctor --sample 5000 --json'],
    found: 'something is amiss; each finding names its fix',
    notes: 'It changes nothing, and shows neither secrets nor addresses.',
  })
    .option('--sample <count>', 'how many contact points to look at', parseCount, DEFAULT_SAMPLE)
    .action(doctor);
}

async function doctor(options: Options): Promise<void> {
  const configuration = lookAtConfiguration(options);
  const diagnoses =
    configuration.findings.length > 0
      ? [configuration]
      : [configuration, ...(await lookAtEverything(options))];
  const findings = diagnoses.flatMap(({ subject, findings: found }) =>
    found.map((finding) => ({ subject, ...finding })),
  );
  const healthy = findings.length === 0;
  print(
    options,
    { healthy, findings, checks: diagnoses.map(({ subject, noted }) => ({ subject, noted })) },
    [
      ...diagnoses.flatMap(wordsOf),
      '',
      healthy ? 'Nothing amiss.' : `${findings.length} findings.`,
    ],
  );
  if (!healthy) process.exitCode = EXIT_FOUND;
}

/** A key is a client's, and not needed here. */
const NEEDED = TARGET_NAMES.filter((name) => name !== 'CONSENT_API_KEY');

function lookAtConfiguration(options: Options): Diagnosis {
  const known = knownNames(options);
  const findings = NEEDED.filter((name) => !known[name]).map((name) => ({
    what: `${name} is not set`,
    fix: options.local ? 'Start the local stack anew.' : 'Set it from the stack’s output.',
  }));
  return { subject: 'configuration', noted: `${NEEDED.length} names`, findings };
}

async function lookAtEverything(options: Options): Promise<Diagnosis[]> {
  const names = resolveTarget(options, NEEDED);
  const database = dynamo();
  return [
    ...(await lookAtQueues({
      urls: listed(names.QUEUE_URLS),
      deadLetterUrls: listed(names.DEAD_LETTER_QUEUE_URLS),
      spoolUrls: listed(names.SPOOL_URLS),
    })),
    ...(await lookAtTables(database, names, options.local ?? false)),
    ...(await lookAtSecrets(database, names)),
    await lookAtApi(names.CONSENT_API_URL),
    await lookAtHolds(database, names.GATE_TABLE),
    await lookAtContactPoints(database, names, options.sample),
  ];
}

/** A form is open to anyone, and its token needs the functions and their secrets. */
function lookAtApi(url: string): Promise<Diagnosis> {
  return diagnose('api', `Check CONSENT_API_URL and the API’s alarms.`, async () => {
    const [form] = catalogue.forms;
    if (!form) return { noted: 'no form to ask for', findings: [] };
    const { status } = await fetch(`${url.replace(/\/$/, '')}/v1/forms/${form.id}`, {
      signal: AbortSignal.timeout(API_TIMEOUT_MS),
    });
    const what = `it answers ${status} where form ${form.id} should be`;
    const fix = 'Look into the log of the function GetForm.';
    return { noted: `answers ${status}`, findings: status === 200 ? [] : [{ what, fix }] };
  });
}

function wordsOf({ subject, noted, findings }: Diagnosis): string[] {
  if (findings.length === 0) return [`ok    ${subject}${noted && `: ${noted}`}`];
  return findings.map(({ what, fix }) => `AMISS ${subject}: ${what}. ${fix}`);
}

function parseCount(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('A whole number above 0.');
}
