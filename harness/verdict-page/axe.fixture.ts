/** Test support: what a page breaks of the rules of accessibility that axe-core knows. */
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

const packageFile = findPackageJSON('axe-core', import.meta.url);
/** The rules as a program for the page; null where the package is not installed. */
const program = packageFile === undefined ? null : readFileSync(join(dirname(packageFile), 'axe.min.js'), 'utf8');

export const hasAxe = program !== null;

/** Why the tests of rules are skipped, behind their title; empty where they run. */
export const WITHOUT_AXE = hasAxe ? '' : ' (skipped: axe-core is not installed; npm ci)';

/** Each broken rule with the element that breaks it, and why. */
export async function brokenRules(page: Page): Promise<readonly string[]> {
  await page.evaluate(program ?? '');
  return page.evaluate<readonly string[]>(
    "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary].join(' '))))",
  );
}
