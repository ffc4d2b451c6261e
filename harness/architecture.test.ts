import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Aliases, breaches } from './architecture/breaches.ts';
import { PACKAGE_HOMES } from './architecture/rooms.ts';
import { sourceFacts } from './architecture/source-facts.ts';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  encoding: 'utf8',
})
  .split('\n')
  // A file that was deleted and is not staged yet is listed too.
  .filter((file) => file.endsWith('.ts') && existsSync(file));
const project = files.map((file) => [file, readFileSync(file, 'utf8')] as const);
const { imports: aliases, dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly imports: Aliases;
  readonly dependencies: Readonly<Record<string, string>>;
};

/** What is found in files with these sources. */
function found(sources: readonly (readonly [file: string, source: string])[]): readonly string[] {
  return breaches(new Map(sources.map(([file, source]) => [file, sourceFacts(file, source)])), aliases);
}

/** What is found where one file is planted beside the ones that it imports. */
function planted(file: string, source: string, ...others: readonly string[]): readonly string[] {
  return found([[file, source], ...others.map((other) => [other, ''] as const)]);
}

test('every file imports only what its room allows, and none imports itself through others', () => {
  expect(files.length).toBeGreaterThan(10);
  expect(found(project)).toEqual([]);
});

test('an import against the direction of the data is found, however it is written', () => {
  const message = ['harness/stats/median.ts may not import harness/gate/decide.ts'];
  for (const source of [
    "import { decide } from '#harness/gate/decide.ts';",
    "import type { Decision } from '#harness/gate/decide.ts';",
    "import { type Decision } from '../gate/decide.ts';",
    "import '#harness/gate/decide.ts';",
    "export * from '#harness/gate/decide.ts';",
    "export type { Decision } from '#harness/gate/decide.ts';",
    "export const late = async () => import('#harness/gate/decide.ts');",
    "export type Decision = import('#harness/gate/decide.ts').Decision;",
  ]) {
    expect(planted('harness/stats/median.ts', source, 'harness/gate/decide.ts'), source).toEqual(message);
  }
});

test('a comment or a text that mentions an import is no import', () => {
  const source =
    "// import { x } from '#harness/gate/decide.ts'\nexport const text = `import('#harness/gate/decide.ts')`;";
  expect(planted('harness/stats/median.ts', source)).toEqual([]);
});

test('an import that leads to no file is found', () => {
  expect(planted('harness/gate/decide.ts', "import { x } from './gone.ts';")).toEqual([
    'harness/gate/decide.ts imports ./gone.ts, which leads to no file',
  ]);
});

test('a package away from its home is found, also when imported late', () => {
  expect(planted('harness/plan/plan.ts', "export const z = await import('simple-statistics');")).toEqual([
    'harness/plan/plan.ts may not import simple-statistics: its home is harness/stats',
  ]);
});

test('every package that is published with the harness has a home', () => {
  expect(Object.keys(dependencies).filter((name) => !Object.hasOwn(PACKAGE_HOMES, name))).toEqual([]);
});

test('a pure room may not read the clock, chance, the process or the disk', () => {
  const pure = (source: string): readonly string[] => planted('harness/gate/decide.ts', source);
  for (const source of [
    'export const at = Date.now();',
    'export const at = new Date();',
    'export const x = Math.random();',
    'export const folder = process.cwd();',
    'export const env = process.env;',
    'setTimeout(() => {}, 1);',
    "import { existsSync, readFileSync } from 'node:fs';",
    "import { readFileSync } from 'fs';",
    "import { createHash } from 'node:crypto';",
  ]) {
    expect(pure(source), source).toHaveLength(1);
  }
  expect(pure("import { styleText } from 'node:util';\nexport const at = new Date('2026-01-01');")).toEqual([]);
  expect(planted('harness/store/tables.ts', 'export const at = Date.now();')).toEqual([]);
});

test('workflows know no command line, and read neither the process nor the clock', () => {
  const [terminal, late] = ['harness/cli/text/table.ts', 'harness/store/sqlite-store.ts'];
  expect(planted('harness/workflow/judge-run.ts', `import { table } from '#${terminal}';`, terminal)).toHaveLength(1);
  expect(planted('harness/cli/main.ts', `export const open = import('#${late}');`, late)).toHaveLength(1);
  const workflows = project.filter(([file]) => /^harness\/workflow\/.*(?<!\.test)\.ts$/.test(file));
  expect(workflows.length).toBeGreaterThan(10);
  const reads = workflows.flatMap(([file, source]) =>
    sourceFacts(file, source).ambient.map((read) => `${file}: ${read}`),
  );
  expect(reads).toEqual([]);
});

test('a circle is found, also one of types alone', () => {
  const circle = found([
    ['harness/gate/a.ts', "import type { B } from './b.ts';\nexport type A = B;"],
    ['harness/gate/b.ts', "import { c } from '#harness/gate/c.ts';\nexport type B = typeof c;"],
    ['harness/gate/c.ts', "export const c = async (): Promise<import('./a.ts').A> => c();"],
    ['harness/gate/d.ts', "import { c } from './c.ts';\nexport const d = c;"],
  ]);
  expect(circle).toEqual([
    'harness/gate/a.ts imports harness/gate/b.ts imports harness/gate/c.ts imports harness/gate/a.ts: a circle',
  ]);
});

test('a file in no room is found', () => {
  expect(planted('misc/thing.ts', '')).toEqual(['misc/thing.ts is in no room of harness/architecture/rooms.ts']);
});
