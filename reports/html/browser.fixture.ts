import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { BROWSER_LIMIT_MS, launchBrowser } from '#harness/verdict-page/browser.fixture.ts';
import { htmlReporter } from './reporter.ts';

type Input = Parameters<ReturnType<typeof htmlReporter>['render']>[0];

/** Reports as files, and a browser that opens them. */
export type OpenedReports = {
  /** Opens a report at a width and makes it as wide as each of the others. It may say and ask for nothing. */
  visit(
    name: string,
    widths: number | readonly [number, ...number[]],
    check: (page: Page, width: number) => Promise<void>,
    options?: BrowserContextOptions,
  ): Promise<void>;
  close(): Promise<void>;
};

export async function openReports(inputs: Readonly<Record<string, Input>>): Promise<OpenedReports> {
  const folder = await mkdtemp(join(tmpdir(), 'report-'));
  const browser = await launchBrowser();
  for (const [name, input] of Object.entries(inputs)) {
    const [file] = await htmlReporter().render(input);
    await writeFile(join(folder, `${name}.html`), file?.content ?? '');
  }
  const pages = new Map<string, Page>();

  /** A new page takes the browser longer than most tests do, so those with the same options share one. */
  async function pageWith(options: BrowserContextOptions): Promise<Page> {
    const key = JSON.stringify(options);
    const known = pages.get(key);
    if (known !== undefined) return known;
    const page = await browser.newPage(options);
    page.setDefaultTimeout(BROWSER_LIMIT_MS);
    pages.set(key, page);
    return page;
  }

  return {
    async visit(name, widths, check, options = {}) {
      const page = await pageWith(options);
      const said: string[] = [];
      const address = pathToFileURL(join(folder, `${name}.html`)).href;
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      page.on('dialog', (dialog) => said.push(`dialog ${dialog.message()}`));
      page.on('request', (request) => {
        if (request.url() !== address) said.push(`request ${request.url().slice(0, 100)}`);
      });
      try {
        for (const [index, width] of (typeof widths === 'number' ? [widths] : widths).entries()) {
          await page.setViewportSize({ width, height: 900 });
          if (index === 0) await page.goto(address);
          await check(page, width);
        }
        expect(said).toEqual([]);
      } finally {
        page.removeAllListeners();
        await page.emulateMedia({ media: null });
      }
    },
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
