import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

/** How long to find a Chromium may take where it has to be installed first. */
export const LAUNCH_LIMIT_MS = 400_000;

export function launchChromium(): Promise<Browser> {
  // Chromium's own sandbox does not start for root, as in most build containers.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: findChromium(), args });
}
