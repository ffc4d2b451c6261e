import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Commands, commands, type Ended } from '#harness/cli/world.fixture.ts';
import type { RecordedVerdict } from '#harness/domain/verdict-record.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { BROWSER_LIMIT_MS, hasBrowser, launchBrowser, WITHOUT_BROWSER } from './browser.fixture.ts';

let phones: Commands;
let bundled: Ended;
const at = (name: string): string => join(phones.folder, name);

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(6)], factors: { slow: 1.2 }, deviceIds: ['one', 'two'], noise: 0.01 });
  const builds = ['--candidate', 'slow.ipa', '--baseline', 'reference.ipa'];
  await phones.bench('run', '--suite', 'latency', '--seed', '7', ...builds, '--out', 'slow');
  const hostile = [
    '--candidate',
    '<img src=x onerror=alert(1)>.ipa',
    '--baseline',
    'reference.ipa',
    '--out',
    'hostile',
  ];
  await phones.bench('run', '--suite', 'latency', '--seed', '7', ...hostile);
  await phones.bench('bundle', 'hostile', '--page', 'hostile.html');
  writeFileSync(at('twice.json'), '{ "id": "twice", "basedOn": "pr", "confirm": "secondSession" }');
  await phones.bench('run', '--suite', 'latency', '--seed', '7', ...builds, '--policy', 'twice.json', '--out', 'twice');
  await phones.bench('bundle', 'twice', '--page', 'twice.html');
  bundled = await phones.bench('bundle', 'slow', '--out', 'slow.bundle', '--page', 'slow.html');
});
afterAll(() => phones.close());

test('the page is one file that names nothing outside of it', () => {
  expect(bundled).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Page: ') });
  const page = readFileSync(at('slow.html'), 'utf8');
  expect(page).toMatch(
    /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-/,
  );
  expect(page).not.toMatch(/<(?:link|img|iframe)|<script[^>]* src|@import/);
  // Half of it is the program; the rest are the launches.
  expect(statSync(at('slow.html')).size).toBeLessThan(statSync(at('slow.bundle')).size * 1.5 + 400_000);
});

describe.skipIf(!hasBrowser)(`in a real browser${WITHOUT_BROWSER}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => browser?.close());

  async function visit(name: string, check: (page: Page) => Promise<void>): Promise<void> {
    const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
    page.setDefaultTimeout(BROWSER_LIMIT_MS);
    const said: string[] = [];
    const address = pathToFileURL(at(name)).href;
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('dialog', (dialog) => said.push(`dialog ${dialog.message()}`));
    page.on('request', (request) => {
      if (request.url() !== address) said.push(`request ${request.url().slice(0, 100)}`);
    });
    try {
      await page.goto(address);
      await page.locator('#verdict[data-state="done"]').waitFor();
      await check(page);
      expect(said).toEqual([]);
    } finally {
      await page.close();
    }
  }

  test('it recomputes the decision and every number of the command line to a billionth, without the network', async () => {
    await visit('slow.html', async (page) => {
      expect(await page.locator('#recorded').textContent()).toBe('fail');
      expect(await page.locator('#recomputed').textContent()).toBe('fail');
      expect(await page.locator('#outcome').textContent()).toContain('all are as recorded');
      const shown = await page
        .locator('[data-verdict]')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-verdict')));
      const recorded: readonly RecordedVerdict[] = JSON.parse(readFileSync(at('slow/verdicts.json'), 'utf8')).verdicts;
      expect(recorded.length).toBeGreaterThan(5);
      shown.forEach((json, index) => {
        const now: RecordedVerdict = JSON.parse(json ?? '');
        expect(now).toMatchObject({ verdict: recorded[index]?.verdict, metric: recorded[index]?.metric });
        expect(Math.abs((now.change?.estimate ?? 0) - (recorded[index]?.change?.estimate ?? 0))).toBeLessThan(1e-9);
        expect(Math.abs((now.pRegression ?? 0) - (recorded[index]?.pRegression ?? 0))).toBeLessThan(1e-9);
      });
      expect(shown).toHaveLength(recorded.length);
      const saving = page.waitForEvent('download');
      await page.locator('#save').click();
      expect(readFileSync(await (await saving).path())).toEqual(readFileSync(at('slow.bundle')));
      const fits = await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
      expect(fits).toBe(true);
    });
  });

  test('it recomputes a decision that needs a second session from both sessions, and shows the verdicts of both', async () => {
    await visit('twice.html', async (page) => {
      expect(await page.locator('#recomputed').textContent()).toBe('fail');
      const { verdicts, secondSession } = JSON.parse(readFileSync(at('twice/verdicts.json'), 'utf8'));
      expect(secondSession.length).toBeGreaterThan(0);
      const count = verdicts.length + secondSession.length;
      expect(await page.locator('#outcome').textContent()).toContain(`${count} verdicts from the launches`);
      expect(await page.locator('[data-verdict]').count()).toBe(count);
      expect(await page.locator('h2').allTextContents()).toContain('Verdicts of the second session');
      expect(await page.locator('.bad').count()).toBe(0);
    });
  });

  test('what an app is called is text, whatever it is called', async () => {
    await visit('hostile.html', async (page) => {
      expect(await page.locator('.facts').textContent()).toContain('<img src=x onerror=alert(1)>');
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  test('where a launch in the page was changed, it says so and shows no decision', async () => {
    const page = readFileSync(at('slow.html'), 'utf8');
    writeFileSync(
      at('altered.html'),
      page.replace(/"endNs":(\d)/, (_, digit: string) => `"endNs":${(Number(digit) % 9) + 1}`),
    );
    await visit('altered.html', async (opened) => {
      expect(await opened.locator('#outcome').textContent()).toMatch(
        /is not as it was written: line \d+ does not have the hash/,
      );
      expect(await opened.locator('#recomputed').count()).toBe(0);
    });
  });
});
