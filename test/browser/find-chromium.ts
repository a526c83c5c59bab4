import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const INSTALL_TIMEOUT_MS = 300_000;

/**
 * The path of a Chromium: CHROMIUM_PATH, or one of the usual places. Where there is none, installs it if
 * that needs nobody's leave (root on Debian); else throws with what to do.
 */
export function findChromium(): string {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (existsSync(asked)) return asked;
    throw new Error(`CHROMIUM_PATH is ${asked}, where there is no file.`);
  }
  const found = PLACES.find((path) => existsSync(path));
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) return installChromium();
  throw new Error(
    'No Chromium found. Install it (Debian: sudo apt-get install chromium) or set CHROMIUM_PATH.',
  );
}

function installChromium(): string {
  const options = { stdio: 'ignore', timeout: INSTALL_TIMEOUT_MS } as const;
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
  const installed = PLACES.find((path) => existsSync(path));
  if (installed) return installed;
  throw new Error('apt-get installed chromium, but not where it is expected. Set CHROMIUM_PATH.');
}
