import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHost, type OwnedHost } from './host.ts';
import { main } from '#harness/cli/main.ts';
import type { World } from '#harness/cli/world.ts';
import { BUILDS, packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { inspectIpa } from '#devices/ios/ipa.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

let folder: string;
let app: string;
let host: OwnedHost;
let measured: Run;
let firstRun: Ended;

/** Runs a command line in this process: most of what is tested here does not need one of its own. */
async function bench(...argv: readonly string[]): Promise<Ended> {
  return benchUntil(() => {}, argv);
}

/** The same, which may be stopped: `onPrinted` is called whenever something was printed. */
async function benchUntil(onPrinted: (stop: () => void) => void, argv: readonly string[]): Promise<Ended> {
  let [out, err] = ['', ''];
  const stop = new AbortController();
  const world: World = {
    ...host,
    cwd: folder,
    environment: {},
    terminal: {
      write: (text) => {
        out += text;
        onPrinted(() => stop.abort());
      },
      writeError: (text) => (err += text),
      isInteractive: false,
      columns: null,
    },
    signal: stop.signal,
    git: async () => null,
    summarise: async () => '',
    pageColours: async () => '',
    samples: async () => ({
      builds: Object.entries(BUILDS).map(([name, { summary, failsFor }]) => ({ name, summary, failsFor })),
      pack: async (name, into, bundleId) => packageBuild(name, into, null, bundleId),
    }),
  };
  return { code: await main(argv, world), out, err };
}

/** Runs the command line as a person would, in a folder of its own. */
async function benchProcess(...argv: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...argv], { cwd: folder, env: { ...process.env, CI: 'true' } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

function expectRefusal(ended: Ended, code: number, message: RegExp): void {
  expect(ended.err).toMatch(message);
  expect(ended.err).toMatch(/^error: .+\n {2}\S/);
  expect(ended.err).not.toMatch(/\n\s+at /);
  expect(ended.code).toBe(code);
}

/** Images in a folder and a line for each, as somebody has them. */
async function importOwnQuestions(): Promise<readonly Ended[]> {
  const own = join(folder, 'own');
  cpSync(fileURLToPath(new URL('datasets/shapes-vqa/images', import.meta.url)), own, { recursive: true });
  const lines = readdirSync(own).map((image) =>
    JSON.stringify({ image, question: 'How many shapes?', answers: 'two' }),
  );
  writeFileSync(join(own, 'questions.jsonl'), lines.join('\n'));
  return [
    await bench('datasets', 'import', 'folder', '--dir', 'own', '--name', 'own'),
    await bench('datasets', 'subset', 'own', '--size', '6'),
  ];
}

let imported: readonly Ended[];

const smoke = (...rest: readonly string[]): readonly string[] => [
  'run',
  '--suite',
  'smoke',
  '--candidate',
  app,
  '--dataset',
  'own/gate-6',
  '--prompt',
  '{question}',
  ...rest,
];

// One run, of a build beside itself on questions of one's own, is what most tests look at.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-cli-'));
  host = createHost();
  app = await packageBuild('reference', folder);
  imported = await importOwnQuestions();
  const phone = ['--device', 'virtual-iphone-16-pro', '--out', 'first'];
  firstRun = await benchProcess(...smoke(...phone, '--baseline', app, '--seed', '7', '--blocks', '3'));
  if (firstRun.code !== 0)
    throw new Error(`the run that the other tests rest on failed: ${firstRun.out}${firstRun.err}`);
  measured = parseRun(JSON.parse(readFileSync(join(folder, 'first', 'run.json'), 'utf8')), 'first');
});

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

test('a measured run leaves its report, its summary and its raw data, and no journal that says them again', () => {
  for (const name of [
    'report.html',
    'summary.md',
    'report.json',
    'report.sarif',
    'junit.xml',
    'comment.md',
    'badge.svg',
    'run.json',
  ]) {
    expect(readFileSync(join(folder, 'first', name), 'utf8').length, name).toBeGreaterThan(100);
  }
  expect(readdirSync(join(folder, 'first'))).not.toContain('journal.jsonl');
  expect(readFileSync(join(folder, 'first', 'report.html'), 'utf8')).toContain('virtual');
  expect(measured.launches).toHaveLength(6);
  expect(measured.isComplete).toBe(true);
});

test('a baseline is set, listed, and met again by a stored comparison and a report', async () => {
  expect(await bench('baseline', 'set', 'main', 'first')).toMatchObject({ code: 0 });
  expect((await bench('baseline', 'list')).out).toContain(measured.id);
  expect((await bench('runs')).out).toContain(measured.id);
  mkdirSync(join(folder, 'second'));
  writeFileSync(join(folder, 'second', 'run.json'), JSON.stringify({ ...measured, id: 'second' }));
  const compared = await bench('compare', measured.id, 'second', '--out', 'compared');
  expect(compared.err).toBe('');
  expect(compared.code).toBe(0);
  const again = await bench('report', measured.id, '--out', 'again');
  expect(again).toMatchObject({ code: 0, err: '' });
});

test("questions of one's own are imported, drawn from, and asked on a phone", () => {
  const [ofImport, ofSubset] = imported;
  expect(ofImport).toMatchObject({ code: 0, err: '' });
  expect(ofSubset?.out).toContain('own/gate-6: 6 questions about 6 images');
  expect(measured.datasets).toMatchObject([{ id: 'own', subset: 'gate-6', evaluator: 'match-1', questions: 6 }]);
  for (const { outcome } of measured.launches) {
    if (outcome.kind !== 'measured') throw new Error(JSON.stringify(outcome));
    const answers = outcome.iterations.filter(({ phase }) => phase === 'measured');
    expect(new Set(answers.map(({ questionId }) => questionId)).size).toBe(6);
    for (const { score } of answers) expect([0, 1]).toContain(score);
  }
});

test('a build measured against itself is said to be one, and passes whatever the machine was doing', () => {
  expect(firstRun.out).toContain('Same executable and models as the baseline');
});

test.each([
  ['a missing file', () => ['run', '--suite', 'smoke', '--candidate', 'none.ipa'], /none\.ipa/],
  ['a file that is no zip', () => ['run', '--suite', 'smoke', '--candidate', 'text.ipa'], /not a zip/i],
  ['no suite at all', () => ['run', '--candidate', app], /No suite/],
  ['no candidate', () => ['run', '--suite', 'smoke'], /No candidate/],
  ['an unknown device', () => [...smoke('--device', 'iphone-99')], /no device "iphone-99"/],
  ['a run of a newer schema', () => ['report', 'newer.json'], /run schema 99/],
  ['a run whose baseline is gone', () => ['report', 'orphan.json'], /baseline of .* is not in this store/],
  ['a run file that is no run', () => ['report', 'other.json'], /not a run/],
  ['a store that is no database', () => [...smoke('--store', 'text.ipa')], /cannot be used as a store/],
  ['a folder that holds a run already', () => [...smoke('--out', 'first')], /already holds a run/],
  ['a folder below a file', () => [...smoke('--out', 'text.ipa/run')], /text\.ipa is a file, not a folder/],
  ['an unknown dataset', () => [...smoke('--dataset', 'coco/all')], /dataset "coco"/],
  ['a devices file that is not there', () => ['devices', '--devices-file', 'none.json'], /none\.json/],
  ['an unknown sample build', () => ['demo', '--candidate', 'faster'], /no sample build "faster"/],
] as const)('%s ends in one message with its remedy and exit code 2', async (_name, argv, message) => {
  writeFileSync(join(folder, 'text.ipa'), 'this is not an app, it is a text'.repeat(100));
  writeFileSync(join(folder, 'newer.json'), JSON.stringify({ ...measured, schemaVersion: 99 }));
  const launches = measured.launches.filter(({ slot }) => slot.arm === 'candidate');
  const { completeness: _ofBoth, ...rest } = measured;
  const orphan = { ...rest, launches, reference: { kind: 'stored', runId: 'gone' } };
  writeFileSync(join(folder, 'orphan.json'), JSON.stringify(orphan));
  writeFileSync(join(folder, 'other.json'), '{"hello":"world"}');
  expectRefusal(await bench(...argv()), 2, message);
});

test('the sample builds are written as .ipa files that can be measured', async () => {
  const { code, out } = await benchProcess('samples', 'builds', 'reference', 'int8');
  expect(code).toBe(0);
  expect(out).toMatch(/^builds\/int8\.ipa +\d\.\d MB +\S/m);
  expect(await inspectIpa(join(folder, 'builds', 'int8.ipa'))).toMatchObject({ version: BUILDS.int8.version });
  const { out: help } = await bench('samples', '--help');
  expect(help.replaceAll(/\s+/g, ' ')).toContain(`Builds (default: all): ${Object.keys(BUILDS).join(', ')}.`);
});

test('the help of the demo lists every sample build', async () => {
  const { out } = await bench('demo', '--help');
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    `build to judge: ${Object.keys(BUILDS).join(', ')} (default: "rebuilt")`,
  );
});

test('an option that does not exist is refused, and the nearest one named', async () => {
  const ended = await bench('run', '--sute', 'smoke');
  expect(ended.code).toBe(2);
  expect(ended.err).toMatch(/unknown option '--sute'[\s\S]*--suite/);
});

test('without its build a baseline of another suite version is refused with the list of what differs', async () => {
  mkdirSync(join(folder, 'older'), { recursive: true });
  const older = { ...measured, id: 'older', artefacts: {}, suite: { ...measured.suite, version: 0 } };
  writeFileSync(join(folder, 'older', 'run.json'), JSON.stringify(older));
  expectRefusal(await bench(...smoke('--baseline', 'older')), 2, /measured differently:\n {2}- Suite/);
});

test('without its build a baseline of another dataset is refused with the list of what differs', async () => {
  mkdirSync(join(folder, 'elsewhere'), { recursive: true });
  const datasets = measured.datasets.map((dataset) => ({ ...dataset, manifestSha256: 'other' }));
  writeFileSync(
    join(folder, 'elsewhere', 'run.json'),
    JSON.stringify({ ...measured, id: 'elsewhere', artefacts: {}, datasets }),
  );
  expectRefusal(await bench(...smoke('--baseline', 'elsewhere')), 2, /measured differently:\n {2}- Dataset/);
});

test('a port that is taken is a failure of the lab', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  const ended = await bench(...smoke('--appium-port', String(port), '--out', 'taken'));
  server.close();
  expectRefusal(ended, 4, new RegExp(String(port)));
});

test('a self-test that is stopped speaks of no phones, and a plan is ended by the system at once', async () => {
  const stopAfterLine = async (...argv: readonly string[]): Promise<Ended & { readonly signal: string | null }> => {
    const child = spawn(process.execPath, [CLI, ...argv], { cwd: folder, env: { ...process.env, CI: 'true' } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    // Once: a second signal ends a process that is ending.
    child.stdout.once('data', () => child.kill('SIGINT'));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, out, err })));
  };
  const stopped = await stopAfterLine('selftest', '--trials', '100000');
  expect(stopped.err).toMatch(/^\nStopping …\nerror: Stopped after [\d,]+ of [\d,]+ judgements\.\n {2}Run it again/);
  expect(stopped.code).toBe(4);
  const few = await benchUntil((stop) => stop(), ['selftest', '--trials', '20']);
  expect(few.err).toMatch(/judgements\.\n {2}Run it again; one scenario is quicker: --scenario NAME\n$/);
  const planned = await stopAfterLine('plan', '--suite', 'release', '--assume-sd', '4');
  expect(planned).toMatchObject({ code: null, signal: 'SIGINT', err: '' });
});

test('a run that is stopped can be resumed, and measures only what is missing', async () => {
  const argv = smoke('--device', 'virtual-iphone-17-pro', '--out', 'stopped', '--blocks', '3');
  const child = spawn(process.execPath, [CLI, ...argv], {
    cwd: folder,
    env: { ...process.env, CI: 'true' },
  });
  let err = '';
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  let out = '';
  child.stdout.on('data', (chunk) => {
    const before = out.includes('1/3');
    out += String(chunk);
    if (!before && out.includes('1/3')) child.kill('SIGINT');
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect(code).toBe(4);
  expect(err).toMatch(/(?:1 launch is|\d launches are) in the journal[\s\S]*--resume/);
  const recorded =
    readFileSync(join(folder, 'stopped', 'journal.jsonl'), 'utf8')
      .trim()
      .split('\n').length - 1;
  expect(recorded).toBeGreaterThan(0);
  expect(recorded).toBeLessThan(3);
  expect(await bench('run', '--resume', 'stopped')).toMatchObject({ code: 0, err: '' });
  const run = parseRun(JSON.parse(readFileSync(join(folder, 'stopped', 'run.json'), 'utf8')), 'stopped');
  expect(run.launches.map((launch) => launch.slot.index)).toEqual([0, 1, 2]);
});
