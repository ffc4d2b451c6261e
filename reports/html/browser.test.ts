import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withBeside } from '#reports/beside.fixture.ts';
import { withFootprints } from '#reports/fixtures/footprints.fixture.ts';
import { brokenRules, hasAxe, WITHOUT_AXE } from '#harness/verdict-page/axe.fixture.ts';
import { hasBrowser, WITHOUT_BROWSER } from '#harness/verdict-page/browser.fixture.ts';
import { hostileInput } from '#reports/fixtures/hostile.fixture.ts';
import { manyInput } from '#reports/fixtures/many.fixture.ts';
import { withTrend } from '#reports/fixtures/trend.fixture.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { type OpenedReports, openReports } from './browser.fixture.ts';

const OPENED = ['failEncoder', 'failModel', 'noBaseline', 'productFault', 'hostile', 'many'];

describe.skipIf(!hasBrowser)(`the page in a real browser${WITHOUT_BROWSER}`, () => {
  let reports: OpenedReports;
  const visit: OpenedReports['visit'] = async (...told) => reports.visit(...told);

  beforeAll(async () => {
    reports = await openReports({
      failEncoder: fixtureInput('failEncoder'),
      failAccuracy: fixtureInput('failAccuracy'),
      failModel: withFootprints(withTrend(withBeside(fixtureInput('failModel', 24)))),
      noBaseline: fixtureInput('noBaseline'),
      productFault: fixtureInput('productFault'),
      hostile: hostileInput(),
      many: withTrend(manyInput(10)),
    });
  });

  afterAll(async () => reports?.close());

  test.each(OPENED)('%s opens without errors and without the network, and fits 390 and 1280 pixels', async (name) => {
    await visit(name, [390, 1280], async (page, width) => {
      const fits = await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
      expect(fits, `${name} at ${width} px`).toBe(true);
      expect(await page.locator('.word').isVisible()).toBe(true);
      const hidden = await page
        .locator('.scroll')
        .first()
        .evaluate((box) => box.scrollWidth - box.clientWidth);
      expect(hidden, `pixels of the matrix of ${name} beyond its edge at ${width} px`).toBe(0);
      await openAll(page);
      const fitsOpen = await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
      expect(fitsOpen, `${name} at ${width} px with everything open`).toBe(true);
    });
  });

  test('the decision and its four answers fit the first screen of a phone, and two phones a page of 4,000 pixels', async () => {
    await visit('failEncoder', [390, 1280], async (page, width) => {
      const box = await page.locator('#decision .questions').boundingBox();
      expect((box?.y ?? 900) + (box?.height ?? 900)).toBeLessThan(844);
      const height = await page.evaluate<number>('document.documentElement.scrollHeight');
      expect(height, `at ${width} px`).toBeLessThan(width === 390 ? 6500 : 4000);
    });
  });

  test('the accuracy of each answer type stands beside the answers that changed, and on none of them', async () => {
    await visit('failAccuracy', [1120, 1280], async (page, width) => {
      const table = await page.locator('#answers .two .types').first().boundingBox();
      const answers = await page.locator('#answers .two .few').first().boundingBox();
      const free = (answers?.x ?? 0) - (table?.x ?? 0) - (table?.width ?? 0);
      expect(free, `pixels between them at ${width} px`).toBeGreaterThanOrEqual(40);
      expect(answers?.width, `at ${width} px`).toBeGreaterThan(200);
    });
  });

  test('on a phone each entry of the table of contents stands on one line', async () => {
    await visit('failEncoder', 390, async (page) => {
      await page.locator('.bar .menu summary').click();
      const entries = page.locator('.bar .menu nav a');
      expect(await entries.count()).toBeGreaterThan(3);
      const rows = await entries.evaluateAll((all) => all.map((one) => one.getClientRects().length));
      expect(new Set(rows)).toEqual(new Set([1]));
    });
  });

  test('with everything closed it is printed on at most four sheets', async () => {
    await visit('failEncoder', 1280, async (page) => {
      const sheets = (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g);
      expect(sheets?.length).toBeGreaterThan(0);
      expect(sheets?.length).toBeLessThanOrEqual(4);
    });
  });

  test('each picture has words in its place, and each heading follows the one above it', async () => {
    await visit('failModel', 1280, async (page) => {
      const unnamed = await page
        .locator('svg:not([aria-hidden="true"]), [role="img"]:not([aria-label]), [role="img"][aria-label=""]')
        .count();
      expect(unnamed).toBe(0);
      const levels = await page
        .locator('h1, h2, h3, h4, h5')
        .evaluateAll((all) => all.map((one) => Number(one.tagName[1])));
      expect(levels[0]).toBe(1);
      levels.forEach((level, index) => expect(level - (levels[index - 1] ?? 1)).toBeLessThanOrEqual(1));
    });
  });

  test('a count narrows matrix, findings and details to its verdict, and again shows all', async () => {
    await visit('failEncoder', 1280, async (page) => {
      const drifted = page.getByRole('button', { name: '2 drifted' });
      await drifted.focus();
      await page.keyboard.press('Enter');
      expect(await drifted.getAttribute('aria-pressed')).toBe('true');
      expect(await page.locator('.matrix td[data-kind]:not(.dim)').count()).toBe(2);
      expect(await page.locator('.findings tbody tr:visible').count()).toBe(1);
      expect(await page.locator('details.metric:visible').count()).toBe(1);
      await drifted.click();
      expect(await page.locator('.dim').count()).toBe(0);
      expect(await page.locator('.findings tbody tr:visible').count()).toBe(4);
    });
  });

  test('the contents mark the section that is read', async () => {
    await visit('failEncoder', 1280, async (page) => {
      for (const name of ['Findings', 'Matrix']) {
        await page.locator('nav.wide').getByRole('link', { name }).click();
        await page.locator('nav.wide a[aria-current]', { hasText: name }).waitFor();
        expect(await page.locator('nav.wide a[aria-current]').count()).toBe(1);
      }
    });
  });

  test.each([true, false])('a link to a metric opens its details (with a program: %s)', async (javaScriptEnabled) => {
    await visit(
      'failEncoder',
      1280,
      async (page) => {
        const prefill = page.locator('.matrix').getByRole('link', { name: 'Prefill' });
        await prefill.click();
        const target = (await prefill.getAttribute('href')) ?? '';
        await page.locator(target).waitFor({ state: 'visible' });
        expect(await page.locator('details.metric[open] > summary').allTextContents()).toEqual([
          expect.stringContaining('Prefill'),
        ]);
      },
      { javaScriptEnabled },
    );
  });

  describe.skipIf(!hasAxe)(`by axe-core${WITHOUT_AXE}`, () => {
    test.each([
      ['failModel', 390, 'dark', true],
      ['many', 1280, 'light', false],
    ] as const)(
      '%s at %d pixels in the %s scheme breaks no rule (everything open: %s)',
      async (name, width, colorScheme, isOpen) => {
        await visit(
          name,
          width,
          async (page) => {
            if (isOpen) await openAll(page);
            expect(await brokenRules(page)).toEqual([]);
          },
          { colorScheme, bypassCSP: true },
        );
      },
    );
  });

  test('the list of changed answers is narrowed by kind, by type and by words, all together', async () => {
    await visit('failAccuracy', 1400, async (page) => {
      const list = await openFlips(page);
      const found = async () => [await list.locator('tbody tr').count(), await list.locator('.found').textContent()];
      expect(await found()).toEqual([25, '1–25 of 31']);
      await list.getByLabel('Show').selectOption('worse');
      expect(await found()).toEqual([17, '1–17 of 17 (31 in all)']);
      await list.getByLabel('Answer type').selectOption('number');
      expect(await found()).toEqual([5, '1–5 of 5 (31 in all)']);
      await list.getByLabel('Show').selectOption('better');
      expect(await found()).toEqual([1, '1 of 1 (31 in all)']);
      await list.getByLabel('Show').selectOption('worse');
      await list.getByLabel('Find').fill('HOW many ');
      expect(await found()).toEqual([4, '1–4 of 4 (31 in all)']);
      await list.getByLabel('Find').fill('no such words');
      expect(await list.locator('.found').textContent()).toBe('None of the answers that changed.');
      expect(await list.locator('.flip-rows').isVisible()).toBe(false);
    });
  });

  test('pages turn by mouse and by keyboard, and the first one is the same again', async () => {
    await visit('failAccuracy', 380, async (page) => {
      const list = await openFlips(page);
      const rows = async () => (await list.locator('tbody').innerHTML()).replaceAll(/\s+/g, ' ');
      const next = list.getByRole('button', { name: 'Next' });
      const first = await rows();
      await next.click();
      expect(await list.locator('.place').textContent()).toBe('26–31 of 31');
      expect(await list.locator('tbody tr').count()).toBe(6);
      expect(await list.locator('.flip-rows').evaluate((table) => table.matches(':focus'))).toBe(true);
      expect(await next.isDisabled()).toBe(true);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await list.locator('.place').textContent()).toBe('1–25 of 31');
      expect(sorted(await rows())).toEqual(sorted(first));
    });
  });

  test('questions that a crash left unanswered can be picked out', async () => {
    await visit('productFault', 1400, async (page) => {
      await openFlips(page);
      await page.getByLabel('Show').selectOption('unanswered');
      expect(await page.locator('.flips tbody .unanswered bdi').allTextContents()).toEqual(
        Array.from({ length: 3 }, () => 'Not answered: the system ended the app for its memory'),
      );
    });
  });

  test('hostile answers stay text on every page of the list', async () => {
    await visit('hostile', 1400, async (page) => {
      const list = await openFlips(page);
      await list.getByRole('button', { name: 'Next' }).click();
      await list.getByLabel('Find').fill('</script></template>');
      expect(await list.locator('.found').textContent()).toBe('1–25 of 60');
      await list.getByLabel('Answer type').selectOption({ index: 1 });
      const strange =
        'img:not([src^="data:image/png;base64,"]), [onerror], main script:not([type]), iframe, a[href^="http"]:not(.source), a[href^="javascript"]';
      expect(await page.locator(strange).count()).toBe(0);
      expect(await list.locator('tbody img').count()).toBeGreaterThan(0);
    });
  });

  test('without its program the page shows the first answers and says so', async () => {
    await visit(
      'failAccuracy',
      1400,
      async (page) => {
        expect(await page.locator('.flips tbody tr').count()).toBe(25);
        expect(await page.locator('.tools').isVisible()).toBe(false);
        expect(await page.locator('.flips .rest').textContent()).toBe(
          'Answers 1–25 of 31; all of them are in report.json.',
        );
      },
      { javaScriptEnabled: false },
    );
  });

  test('on paper the first answers stand without controls, and with the sentence that there are more', async () => {
    await visit('failAccuracy', 1400, async (page) => {
      await openFlips(page);
      expect(await page.locator('.flips .rest').isVisible()).toBe(false);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.tools').isVisible()).toBe(false);
      expect(await page.locator('.flips .rest').isVisible()).toBe(true);
      expect(await page.locator('.flips .rest').textContent()).toContain('Answers 1–25 of 31');
    });
  });
});

/** The first list of changed answers, opened as a reader does. */
async function openFlips(page: Page): Promise<Locator> {
  const list = page.locator('.flips').first();
  await list.locator('summary').click();
  return list;
}

async function openAll(page: Page): Promise<void> {
  await page.locator('details:not(.menu)').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
}

/** The parts of mark-up, whatever the order of attributes. */
function sorted(markup: string): readonly string[] {
  return markup.split(/[ <>]+/).toSorted();
}
