import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXCLUSION_RULES } from './exclusion.ts';

test('the page about bundles lists every rule in its words', () => {
  const page = readFileSync(new URL('../../docs/evidence-bundle.md', import.meta.url), 'utf8');
  const rows = Object.entries(EXCLUSION_RULES).map(([rule, why]) => `| \`${rule}\` | ${why} |\n`);
  expect(page).toContain(rows.join(''));
});
