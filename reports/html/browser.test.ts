import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileInput } from '#reports/fixture-hostile.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixture.ts';
import { htmlReporter } from './reporter.ts';

const BROWSERS = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const browserPath = BROWSERS.find((path) => path !== undefined && path !== '' && existsSync(path));
const REASON = browserPath === undefined ? ' (skipped: no Chromium or Chrome found; set CHROMIUM_PATH)' : '';

describe.skipIf(browserPath === undefined)(`the page in a real browser${REASON}`, () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
    browser = await chromium.launch({
      ...(browserPath === undefined ? {} : { executablePath: browserPath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    for (const kind of FIXTURE_CASES) await save(kind, fixtureInput(kind));
    await save('hostile', hostileInput());
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function save(name: string, input: Parameters<ReturnType<typeof htmlReporter>['render']>[0]): Promise<void> {
    const [file] = await htmlReporter().render(input);
    await writeFile(join(folder, `${name}.html`), file?.content ?? '');
  }

  async function visit(
    name: string,
    width: number,
    check: (page: Page) => Promise<void>,
    scheme: 'light' | 'dark' = 'light',
  ) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
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
      await check(page);
      expect(said).toEqual([]);
    } finally {
      await page.close();
    }
  }

  test.each([...FIXTURE_CASES, 'hostile'])(
    '%s opens without errors and without the network, and fits 380 and 1400 pixels',
    async (name) => {
      for (const width of [380, 1400]) {
        await visit(name, width, async (page) => {
          const fits = await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
          expect(fits, `${name} at ${width} px`).toBe(true);
          expect(await page.locator('.decision .word').isVisible()).toBe(true);
          expect(await page.locator('.chart svg').count()).toBeGreaterThan(0);
        });
      }
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
    for (const width of [380, 1400]) {
      await visit('failModel', width, async (page) => {
        const faults = await page.locator('.looks .chart').evaluateAll(
          (charts) =>
            charts.flatMap((chart) => {
              const edge = chart.getBoundingClientRect();
              const texts = [...chart.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
              const outside = texts.filter((box) => box.left < edge.left - 1 || box.right > edge.right + 1);
              const meeting = texts.filter((box, at) =>
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
              return [...outside, ...meeting];
            }).length,
        );
        expect(faults, `at ${width} px`).toBe(0);
        expect(await page.locator('.looks .chart').count()).toBe(9);
      });
    }
  });

  test('the widest number stands inside its chart', async () => {
    for (const width of [380, 1400]) {
      await visit('failEncoder', width, async (page) => {
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
    }
  });

  test.each(['light', 'dark'] as const)('text can be told from its ground in the %s scheme', async (scheme) => {
    await visit(
      'failEncoder',
      1400,
      async (page) => {
        for (const selector of ['.decision .word', '.lead', '.verdict', '.badge', '.where', 'thead th']) {
          expect(await contrast(page, selector), `${selector} in ${scheme}`).toBeGreaterThanOrEqual(4.5);
        }
      },
      scheme,
    );
  });
});

/** Contrast ratio of an element's text against the ground it stands on, WCAG 2.2 section 1.4.3. */
async function contrast(page: Page, selector: string): Promise<number> {
  return page.evaluate<number>(`(${CONTRAST})(${JSON.stringify(selector)})`);
}

/** Code of the page, as text because this project has no types of the DOM. A canvas turns any notation of a colour into bytes. */
const CONTRAST = `(selector) => {
  const element = document.querySelector(selector);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const layers = [];
  for (let node = element; node !== null; node = node.parentElement) {
    layers.unshift(getComputedStyle(node).backgroundColor);
  }
  const luminance = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => {
      const part = byte / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = luminance(layers);
  const text = luminance([...layers, getComputedStyle(element).color]);
  return (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05);
}`;
