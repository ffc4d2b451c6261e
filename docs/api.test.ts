/** The example of docs/api.md is a program that measures. That it compiles against the package is in build.test.ts. */
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';

const ROOT = join(import.meta.dirname, '..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fastvlm-bench-example-')));
const run = promisify(execFile);

beforeAll(() => {
  const [, example] = /```ts\n([^]+?)```/.exec(readFileSync(join(ROOT, 'docs/api.md'), 'utf8')) ?? [];
  if (example === undefined) throw new Error('docs/api.md has no example');
  // A run of one block is as much of a run as a whole suite, and index.test.ts measures on a phone by the same functions.
  const short = example
    .replace("suite: 'smoke',", "suite: 'smoke', blocks: 1,")
    .replace("devices: ['virtual-iphone-16-pro'],", "devices: ['host'],")
    // One harness at a time measures on a machine; another test may be one.
    .replace('createHost()', "createHost({ phoneLocksFolder: 'locks' })");
  if (!/blocks: 1,[^]+'host'[^]+phoneLocksFolder/.test(short))
    throw new Error('the example asks for no suite on a phone');
  writeFileSync(join(folder, 'measure.ts'), short);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'fastvlm-bench'));
});

afterAll(() => rmSync(folder, { recursive: true }));

test('it measures a candidate beside a baseline, says how far it is, leaves reports and ends with its exit code', async () => {
  const candidate = await packageBuild('rebuilt', folder, null, 'dev.example.candidate');
  const baseline = await packageBuild('reference', folder);
  const home = join(folder, 'bench');
  const ended = await run(process.execPath, ['measure.ts', candidate, baseline, home], { cwd: folder }).then(
    (streams) => ({ code: 0, ...streams }),
    (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => error,
  );
  const { code, stdout, stderr } = ended;
  expect(existsSync(join(home, 'runs')), stderr).toBe(true);
  const [id = ''] = readdirSync(join(home, 'runs'));
  expect(stdout).toContain(`${id} begins in ${join(home, 'runs', id)}\n`);
  expect(stdout).toContain('host: 2 of 2 launches\n');
  const [, decision = ''] = /^rebuilt.*: (pass|fail|inconclusive)$/m.exec(stdout) ?? [];
  expect(code).toBe({ pass: 0, fail: 1, inconclusive: 3 }[decision]);
  expect(stdout).toContain(`${join(home, 'runs', id, 'report.html')}\n`);
});
