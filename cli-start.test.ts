import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command for a user whose caches are there; macOS looks for them in the home. */
function bench(caches: string, home = folder) {
  const { NODE_COMPILE_CACHE: _ofTests, ...environment } = process.env;
  const env = { ...environment, HOME: home, XDG_CACHE_HOME: caches };
  const { status, stderr } = spawnSync(process.execPath, [CLI, '--version'], { cwd: folder, env, encoding: 'utf8' });
  return { status, stderr };
}

const filesBelow = (place: string): readonly string[] =>
  readdirSync(place, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));

test('a command leaves what Node compiled among the caches of its user, for the next one', () => {
  expect(bench(join(folder, '.cache'))).toEqual({ status: 0, stderr: '' });
  const kept = filesBelow(folder);
  expect(kept.length).toBeGreaterThan(5);
  expect(bench(join(folder, '.cache'))).toEqual({ status: 0, stderr: '' });
  expect(filesBelow(folder)).toHaveLength(kept.length);
});

test('a command works where nothing can be kept', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(bench(file, file)).toEqual({ status: 0, stderr: '' });
});

/** Leaves the names of the packages that a command has loaded on its fourth stream. */
const LEAVE_PACKAGES = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  const names = new Set();
  registerHooks({
    load(url, context, next) {
      const name = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
      if (name !== undefined) names.add(name);
      return next(url, context);
    },
  });
  process.on('exit', () => writeSync(3, JSON.stringify([...names].toSorted())));`)}`;

// Most of the time of a command that reads little is loading what it is made of.
test.each([
  ['--help', ['commander', 'fastest-levenshtein']],
  ['suites', ['commander', 'fastest-levenshtein', 'zod']],
  ['devices', ['commander', 'fastest-levenshtein', 'pend', 'yauzl', 'zod']],
  ['runs', ['commander', 'fastest-levenshtein', 'kysely', 'simple-statistics', 'zod']],
])('%s loads no package that it does not need', (command, packages) => {
  const stdio = ['ignore', 'ignore', 'pipe', 'pipe'] as const;
  const argv = ['--import', LEAVE_PACKAGES, CLI, command];
  const { status, output } = spawnSync(process.execPath, argv, { cwd: folder, stdio: [...stdio], encoding: 'utf8' });
  expect(status, output[2] ?? '').toBe(0);
  expect(JSON.parse(output[3] ?? '')).toEqual(packages);
});
