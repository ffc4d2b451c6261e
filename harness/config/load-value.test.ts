/** In a process of its own, as Node itself runs the TypeScript of a configuration. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXAMPLE } from './example.ts';

const CLI = join(import.meta.dirname, '../../cli.ts');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-config-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

type Ended = { readonly code: number; readonly out: string; readonly err: string };

/** What `config show` makes of a configuration in a folder that knows nothing of this package. */
async function shown(name: string, content: string): Promise<Ended> {
  writeFileSync(join(folder, name), content);
  return promisify(execFile)(process.execPath, [CLI, 'config', 'show', '--json'], { cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
}

test('a configuration in TypeScript imports this package by its name, wherever it lies', async () => {
  const rests = `import { defineConfig, SUITES } from 'fastvlm-bench/config';
    const [first] = SUITES;
    export default defineConfig({ suite: 'ours', store: process.env['NO_SUCH_STORE'], suites: [{ ...first!, id: 'ours' }] });`;
  writeFileSync(join(folder, 'package.json'), '{}');
  const { code, out, err } = await shown('fastvlm-bench.config.ts', rests);
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toMatchObject({
    suites: ['ours'],
    settings: expect.arrayContaining([expect.objectContaining({ name: 'suite', value: 'ours' })]),
  });
});

test('what `init` writes sets nothing', async () => {
  const { code, out } = await shown('fastvlm-bench.config.ts', EXAMPLE);
  const { settings }: { readonly settings: readonly { readonly from: string }[] } = JSON.parse(out);
  expect([code, new Set(settings.map(({ from }) => from))]).toEqual([0, new Set(['default'])]);
});

test.each([
  ['fastvlm-bench.config.ts', "export default {\n  suite: 'latency'\n  blocks: 3,\n};", 'cannot be run'],
  ['fastvlm-bench.config.mjs', "import 'no-such-package';\nexport default {};", 'no-such-package'],
  ['fastvlm-bench.config.mjs', 'export const suite = 3;', 'has no object as its default export'],
  ['fastvlm-bench.config.mjs', "throw new Error('no network');", 'no network'],
])('%s that is wrong is refused by name', async (name, content, why) => {
  const { code, out, err } = await shown(name, content);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^error: fastvlm-bench\.config\.m?[tj]s /);
  expect(err).toContain(why);
});
