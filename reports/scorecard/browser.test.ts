import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser, WITHOUT_BROWSER } from '#harness/verdict-page/browser.fixture.ts';
import { renderScorecard } from './render.ts';
import { aScorecard } from './scorecard.fixture.ts';

const axePackage = findPackageJSON('axe-core', import.meta.url);
/** The rules of accessibility as a program for the page; null where the package is not installed. */
const axe = axePackage === undefined ? null : readFileSync(join(dirname(axePackage), 'axe.min.js'), 'utf8');

describe.skipIf(!hasBrowser)(`the scorecard in a real browser${WITHOUT_BROWSER}`, () => {
  let browser: Browser;
  let html: string;

  beforeAll(async () => {
    browser = await launchBrowser();
    const [page] = await renderScorecard(aScorecard());
    html = String(page?.content);
  });

  afterAll(async () => browser?.close());

  async function opened(width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    await page.setContent(html);
    return page;
  }

  test.each([390, 1280])('fits %d pixels, and says there why a target is not proven', async (width) => {
    const page = await opened(width, 'light');
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    const cell = page.locator('.notProven').first();
    expect(await cell.innerText()).toContain('the interval crosses the target');
    expect((await cell.boundingBox())?.x).toBeLessThan(width);
    await page.close();
  });

  test('is printed on one sheet', async () => {
    const page = await opened(1280, 'light');
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await page.close();
  });

  test.skipIf(axe === null).each([
    [390, 'dark'],
    [1280, 'light'],
  ] as const)('breaks no rule of axe-core at %d pixels in the %s scheme', async (width, colorScheme) => {
    const page = await opened(width, colorScheme);
    await page.evaluate(axe ?? '');
    const violations = await page.evaluate(
      "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => [id, target].join(' '))))",
    );
    expect(violations).toEqual([]);
    await page.close();
  });
});
