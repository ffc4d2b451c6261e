import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenRules, hasAxe, WITHOUT_AXE } from '#harness/verdict-page/axe.fixture.ts';
import { hasBrowser, launchBrowser, WITHOUT_BROWSER } from '#harness/verdict-page/browser.fixture.ts';
import { renderScorecard } from './render.ts';
import { aScorecard } from './scorecard.fixture.ts';

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

  test.skipIf(!hasAxe).each([
    [390, 'dark'],
    [1280, 'light'],
  ] as const)(`breaks no rule of axe-core at %d pixels in the %s scheme${WITHOUT_AXE}`, async (width, colorScheme) => {
    const page = await opened(width, colorScheme);
    expect(await brokenRules(page)).toEqual([]);
    await page.close();
  });
});
