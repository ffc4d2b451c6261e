import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));
const FULL = '/dev/full';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-exit-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

type Streams = { readonly out?: string; readonly err?: string; readonly preload?: string };
type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** Runs the command line with what it prints sent to files, and with code of ours in the same process. */
async function bench(argv: readonly string[], { out, err, preload }: Streams = {}): Promise<Ended> {
  const stream = (path: string | undefined): number | 'pipe' => (path === undefined ? 'pipe' : openSync(path, 'w'));
  const imported = preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`];
  const child = spawn(process.execPath, [...imported, CLI, ...argv], {
    cwd: folder,
    env: { ...process.env, CI: 'true' },
    stdio: ['ignore', stream(out), stream(err)],
  });
  const texts = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => (texts.out += String(chunk)));
  child.stderr?.on('data', (chunk) => (texts.err += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...texts };
}

/** Once the command line listens for what nobody catches. */
const onceListening = (act: string): string =>
  `const timer = setInterval(() => { if (process.listenerCount('uncaughtException') === 0) return; clearInterval(timer); ${act} }, 1);`;

test.runIf(existsSync(FULL)).each([['suites'], ['--help'], ['runs']])(
  'output of %s that finds the disk full is a failure of the lab, and says so',
  async (command) => {
    const { code, err } = await bench([command], { out: FULL });
    expect(err).toMatch(/^error: the output could not be written: the disk is full\.\n {2}Make room .+\n$/);
    expect(code).toBe(4);
  },
);

test.runIf(existsSync(FULL))('errors that nobody can read change nothing', async () => {
  expect(await bench(['run'], { err: FULL })).toMatchObject({ code: 2 });
  expect(await bench(['suites'], { err: FULL })).toMatchObject({ code: 0 });
});

test('a terminal that hangs up twice leaves no temporary folder', async () => {
  const app = await packageBuild('reference', folder);
  const temporary = mkdtempSync(join(folder, 'temporary-'));
  // The first signal comes as the folder is made, the second as the command begins to close what it started.
  const preload = `
    import { registerHooks } from 'node:module';
    process.env.TMPDIR = ${JSON.stringify(temporary)};
    registerHooks({
      load(url, context, next) {
        if (/\\/(?:temporary-folder|close-all)\\.ts$/.test(url)) process.kill(process.pid, 'SIGHUP');
        return next(url, context);
      },
    });`;
  const argv = ['run', '--suite', 'smoke', '--candidate', app, '--device', 'virtual-iphone-16-pro', '--out', 'closed'];
  const { code, err } = await bench(argv, { preload });
  expect(err).toContain('Stopping …');
  expect(code).toBe(4);
  expect(readdirSync(temporary)).toEqual([]);
});

test.each([
  ['an exception', 'throw new Error("boom");'],
  ['a rejection', 'Promise.reject(new Error("boom"));'],
  ['a rejection with no error', 'Promise.reject("boom");'],
])('%s that nobody caught is a failure of the lab in one sentence, never a failed gate', async (_name, act) => {
  const { code, err } = await bench(['suites'], { preload: onceListening(act) });
  expect(err).toMatch(/^error: unexpected: boom\.\n {2}Run again with FASTVLM_BENCH_DEBUG=1 .+\n$/);
  expect(code).toBe(4);
});

test('a command that waits for nothing any more is a failure of the lab', async () => {
  // What is printed never arrives, so that the end of the command waits for it.
  const { code, err } = await bench(['suites'], { preload: 'process.stdout.write = () => true;' });
  expect(err).toContain('error: the command stopped halfway');
  expect(code).toBe(4);
});

test.each([0, 1, 2])('a configuration that ends the process with %i is no result', async (status) => {
  const { code, err } = await bench(['suites'], { preload: onceListening(`process.exit(${status});`) });
  expect(err).toBe(
    `error: the command stopped halfway: something ended the process with ${status}.\n  Look for process.exit in the configuration and in what it imports.\n`,
  );
  expect(code).toBe(4);
});

test('what a configuration leaves open does not keep a command alive', async () => {
  expect(await bench(['suites'], { preload: 'setInterval(() => {}, 1000);' })).toMatchObject({ code: 0, err: '' });
});

test('what a configuration logs is no part of the output', async () => {
  const { code, out, err } = await bench(['suites', '--json'], { preload: onceListening("console.log('noise');") });
  expect([code, err]).toEqual([0, 'noise\n']);
  expect(() => JSON.parse(out)).not.toThrow();
});
