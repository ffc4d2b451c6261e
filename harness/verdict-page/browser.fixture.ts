import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const BROWSERS = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const browserPath = BROWSERS.find((path) => path !== undefined && path !== '' && existsSync(path));

/** Ends a test that hangs; none is decided by it. */
export const BROWSER_LIMIT_MS = 600_000;

export const hasBrowser = browserPath !== undefined;

/** Why the tests of a page are skipped, behind their title; empty where they run. */
export const WITHOUT_BROWSER = hasBrowser ? '' : ' (skipped: no Chromium or Chrome found; set CHROMIUM_PATH)';

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(browserPath === undefined ? {} : { executablePath: browserPath }),
    timeout: BROWSER_LIMIT_MS,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
