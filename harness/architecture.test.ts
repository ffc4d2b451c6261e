import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { breaches } from './architecture.ts';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts'));

test('every file imports only what its room allows', () => {
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap((file) => breaches(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test('an import against the direction of the data is found', () => {
  const planted = "import { decide } from '#harness/gate/decide.ts';\n";
  expect(breaches('harness/stats/median.ts', planted)).toEqual([
    'harness/stats/median.ts may not import harness/gate/decide.ts',
  ]);
});

test('a workflow knows no terminal, and the command line no store', () => {
  const terminal = "import { table } from '#harness/cli/text/table.ts';\n";
  expect(breaches('harness/workflow/judge-run.ts', terminal)).toEqual([
    'harness/workflow/judge-run.ts may not import harness/cli/text/table.ts',
  ]);
  const store = "const { openSqliteStore } = await import('#harness/store/sqlite-store.ts');\n";
  expect(breaches('harness/cli/commands/runs.ts', store)).toHaveLength(1);
});

test('a relative path does not hide a breach', () => {
  expect(breaches('reports/html/page.ts', "import { x } from '../markdown/table.ts';")).toEqual([
    'reports/html/page.ts may not import reports/markdown/table.ts',
  ]);
});

test('a package away from its home is found, also when imported late', () => {
  expect(breaches('harness/plan/plan.ts', "const { z } = await import('zod');")).toEqual([
    'harness/plan/plan.ts may not import zod: its home is harness/domain, harness/workflow, devices/agent, devices/ios, devices/virtual-iphone/phones-file.ts',
  ]);
});

test('a pure room may not read the clock, chance or the disk', () => {
  expect(breaches('harness/gate/decide.ts', 'export const at = Date.now();')).toHaveLength(1);
  expect(breaches('harness/compare/assess.ts', "import { readFileSync } from 'node:fs';")).toHaveLength(1);
});

test('a file in no room is found', () => {
  expect(breaches('misc/thing.ts', '')).toEqual(['misc/thing.ts is in no room of harness/architecture.ts']);
});

test('a comment that mentions an import is no import', () => {
  expect(breaches('harness/stats/median.ts', "// import { x } from '#harness/gate/decide.ts'\n")).toEqual([]);
});
