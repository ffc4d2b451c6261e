import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileInput } from '#reports/fixture-hostile.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixture.ts';
import { contrast } from './contrast.fixture.ts';
import { htmlReporter } from './reporter.ts';

const BROWSERS = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** Ends a test that hangs; none is decided by it. */
const LIMIT_MS = 600_000;
const browserPath = BROWSERS.find((path) => path !== undefined && path !== '' && existsSync(path));
const REASON = browserPath === undefined ? ' (skipped: no Chromium or Chrome found; set CHROMIUM_PATH)' : '';

describe.skipIf(browserPath === undefined)(`the page in a real browser${REASON}`, () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
    browser = await chromium.launch({
      ...(browserPath === undefined ? {} : { executablePath: browserPath }),
      timeout: LIMIT_MS,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    for (const kind of FIXTURE_CASES) await save(kind, fixtureInput(kind));
    await save('hostile', hostileInput());
    await save('manyBlocks', fixtureInput('failModel', 24));
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function save(name: string, input: Parameters<ReturnType<typeof htmlReporter>['render']>[0]): Promise<void> {
    const [file] = await htmlReporter().render(input);
    await writeFile(join(folder, `${name}.html`), file?.content ?? '');
  }

  /** Opens a page at a width and makes it as wide as each of the others. */
  async function visit(
    name: string,
    widths: number | readonly [number, ...number[]],
    check: (page: Page, width: number) => Promise<void>,
    options: BrowserContextOptions = {},
  ) {
    const [width, ...others] = typeof widths === 'number' ? [widths] : widths;
    const page = await browser.newPage({ viewport: { width, height: 900 }, ...options });
    page.setDefaultTimeout(LIMIT_MS);
    const said: string[] = [];
    const address = pathToFileURL(join(folder, `${name}.html`)).href;
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('dialog', (dialog) => said.push(`dialog ${dialog.message()}`));
    page.on('request', (request) => {
      if (request.url() !== address) said.push(`request ${request.url().slice(0, 100)}`);
    });
    try {
      await page.goto(address);
      await check(page, width);
      for (const other of others) {
        await page.setViewportSize({ width: other, height: 900 });
        await check(page, other);
      }
      expect(said).toEqual([]);
    } finally {
      await page.close();
    }
  }

  test.each([...FIXTURE_CASES, 'hostile'])(
    '%s opens without errors and without the network, and fits 380 and 1400 pixels',
    async (name) => {
      await visit(name, [380, 1400], async (page, width) => {
        const fits = await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
        expect(fits, `${name} at ${width} px`).toBe(true);
        expect(await page.locator('.decision .word').isVisible()).toBe(true);
        expect(await page.locator('.chart svg').count()).toBeGreaterThan(0);
      });
    },
  );

  test.each([380, 1280])(
    'builds and raw numbers can be read without scrolling sideways at %d pixels',
    async (width) => {
      await visit('manyBlocks', width, async (page) => {
        await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
        const cells = page.locator('section[aria-labelledby="builds-title"] td, .raw td');
        const edges = await cells.evaluateAll((all) => all.map((cell) => cell.getBoundingClientRect().right));
        expect(Math.max(...edges)).toBeLessThanOrEqual(width);
      });
    },
  );

  test('the decision can be read without scrolling on a phone', async () => {
    await visit('failEncoder', 380, async (page) => {
      const box = await page.locator('.decision').boundingBox();
      expect((box?.y ?? 900) + (box?.height ?? 900)).toBeLessThan(700);
    });
  });

  test('each chart has words in its place, and each heading follows the one above it', async () => {
    await visit('failEncoder', 1400, async (page) => {
      const unnamed = await page.locator('.chart:not([aria-label]), .chart[aria-label=""]').count();
      expect(unnamed).toBe(0);
      const levels = await page
        .locator('h1, h2, h3, h4, h5')
        .evaluateAll((all) => all.map((one) => Number(one.tagName[1])));
      expect(levels[0]).toBe(1);
      levels.forEach((level, index) => expect(level - (levels[index - 1] ?? 1)).toBeLessThanOrEqual(1));
    });
  });

  test('the strip of a pass stands inside its figure, its marks beside one another', async () => {
    await visit('failModel', [380, 1400], async (page, width) => {
      const faults = await page.locator('.looks .chart').evaluateAll(
        (charts) =>
          charts.flatMap((chart) => {
            const edge = chart.getBoundingClientRect();
            const texts = [...chart.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
            const outside = texts.filter((box) => box.left < edge.left - 1 || box.right > edge.right + 1);
            const overlapping = texts.filter((box, at) =>
              texts
                .slice(at + 1)
                .some(
                  (other) =>
                    box.left < other.right &&
                    other.left < box.right &&
                    box.top < other.bottom &&
                    other.top < box.bottom,
                ),
            );
            return [...outside, ...overlapping];
          }).length,
      );
      expect(faults, `at ${width} px`).toBe(0);
      expect(await page.locator('.looks .chart').count()).toBe(9);
    });
  });

  test('the widest number stands inside its chart', async () => {
    await visit('failEncoder', [380, 1400], async (page, width) => {
      const outside = await page.locator('.forest .chart').evaluateAll(
        (charts) =>
          charts
            .filter((chart) => chart.getBoundingClientRect().width > 0)
            .flatMap((chart) => {
              const edge = chart.getBoundingClientRect();
              return [...chart.querySelectorAll('text')].filter((text) => {
                const box = text.getBoundingClientRect();
                return box.left < edge.left - 1 || box.right > edge.right + 1;
              });
            }).length,
      );
      expect(outside, `at ${width} px`).toBe(0);
    });
  });

  test.each(['light', 'dark'] as const)('text can be told from its ground in the %s scheme', async (scheme) => {
    await visit(
      'failEncoder',
      1400,
      async (page) => {
        for (const selector of [
          '.decision .word',
          '.lead',
          '.verdict',
          '.badge',
          '.where',
          'thead th',
          '.outputs',
          '.found',
          '.picture',
        ]) {
          expect(await contrast(page, selector), `${selector} in ${scheme}`).toBeGreaterThanOrEqual(4.5);
        }
      },
      { colorScheme: scheme },
    );
  });

  test('the list of changed answers is narrowed by kind, by type and by words, all together', async () => {
    await visit('failAccuracy', 1400, async (page) => {
      const list = page.locator('.flips');
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
      const list = page.locator('.flips');
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
      await page.getByLabel('Show').selectOption('unanswered');
      expect(await page.locator('.flips tbody .unanswered bdi').allTextContents()).toEqual(
        Array.from({ length: 3 }, () => 'Not answered: the system ended the app for its memory'),
      );
    });
  });

  test('hostile answers stay text on every page of the list', async () => {
    await visit('hostile', 1400, async (page) => {
      const list = page.locator('.flips').first();
      await list.getByRole('button', { name: 'Next' }).click();
      await list.getByLabel('Find').fill('</script></template>');
      expect(await list.locator('.found').textContent()).toBe('1–25 of 60');
      await list.getByLabel('Answer type').selectOption({ index: 1 });
      const strange =
        'img:not([src^="data:image/png;base64,"]), [onerror], main script:not([type]), iframe, a[href^="http"]';
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
        expect(await page.locator('.rest').textContent()).toBe('Answers 1–25 of 31; all of them are in report.json.');
      },
      { javaScriptEnabled: false },
    );
  });

  test('on paper the first answers stand without controls, and with the sentence that there are more', async () => {
    await visit('failAccuracy', 1400, async (page) => {
      expect(await page.locator('.rest').isVisible()).toBe(false);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.tools').isVisible()).toBe(false);
      expect(await page.locator('.rest').isVisible()).toBe(true);
      expect(await page.locator('.rest').textContent()).toContain('Answers 1–25 of 31');
    });
  });
});

/** The parts of mark-up, whatever the order of attributes. */
function sorted(markup: string): readonly string[] {
  return markup.split(/[ <>]+/).toSorted();
}
