import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { LocalError } from '../local-error.ts';

const run = promisify(execFile);

const OLDEST_USABLE = 17;
const APT_GET = '/usr/bin/apt-get';

/** The path of a usable Java. On a Debian-like system, as root, it is installed when missing. */
export async function findJava(progress: (line: string) => void): Promise<string> {
  const candidates = [
    ...(process.env.JAVA_HOME ? [path.join(process.env.JAVA_HOME, 'bin', 'java')] : []),
    'java',
  ];
  for (const java of candidates) {
    if ((await majorVersion(java)) >= OLDEST_USABLE) return java;
  }
  if (process.getuid?.() === 0 && existsSync(APT_GET)) {
    progress(`no Java ${OLDEST_USABLE} or newer: installing default-jre-headless with apt-get`);
    await install();
    if ((await majorVersion('java')) >= OLDEST_USABLE) return 'java';
  }
  throw new LocalError(
    `Java ${OLDEST_USABLE} or newer is needed for DynamoDB Local: install it (Debian and Ubuntu: apt-get install default-jre-headless; macOS: brew install openjdk) or set JAVA_HOME.`,
  );
}

/** The feature release of `java`, 0 when it cannot be run. */
async function majorVersion(java: string): Promise<number> {
  try {
    const { stderr } = await run(java, ['-version']);
    return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function install(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run(APT_GET, ['update'], { env });
    await run(APT_GET, ['install', '-y', '--no-install-recommends', 'default-jre-headless'], {
      env,
    });
  } catch (cause) {
    throw new LocalError(
      'apt-get could not install default-jre-headless: install Java 17 by hand.',
      {
        cause,
      },
    );
  }
}
