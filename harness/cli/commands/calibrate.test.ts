import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { aPass, aSuite } from '#harness/compare/run.fixture.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { candidateOnly } from '#harness/workflow/judge/candidate-only.ts';
import { baselineBuild } from '#harness/domain/reference.ts';

const SUITE = suiteWith(8);
const LOOKED_AT = {
  ...SUITE,
  passes: SUITE.passes.map((pass) => ({ ...pass, protocol: { ...pass.protocol, looks: [4] } })),
};

let phones: Commands;
let first: Awaited<ReturnType<Commands['bench']>>;

const measure = ['calibrate', '--build', 'app.ipa', '--suite', 'latency', '--seed', '7'] as const;
const session = (number: number, out = 'sessions'): Run =>
  parseRun(JSON.parse(readFileSync(join(phones.folder, out, `session-${number}`, 'run.json'), 'utf8')), out);

beforeAll(async () => {
  phones = commands({ suites: [LOOKED_AT], noise: 0.02 });
  first = await phones.bench(...measure, '--out', 'sessions');
});

afterAll(() => phones.close());

test('a calibration measures the build against itself, session by session, all blocks, with the phone opened anew', () => {
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(phones.seen).toMatchObject({ opened: 3, launches: 3 * 16 });
  expect(first.out).toMatch(/Session 1 of 3[^]*Session 3 of 3/);
});

test('its sessions are runs like any other, each with an order of its own', async () => {
  const runs = [1, 2, 3].map((number) => session(number));
  expect(runs.map((run) => run.seed)).toEqual([7, 8, 9]);
  expect(runs.every((run) => baselineBuild(run)?.id === run.candidate.id)).toBe(true);
  const { out } = await phones.bench('runs');
  for (const run of runs) expect(out).toContain(run.id);
});

test('it prints a table for the phone, whether it is to be trusted, and that it is a virtual one', () => {
  expect(first.out).toContain('iPhone one (virtual): latency v1');
  expect(first.out).toMatch(
    /Vision encoder +[\d.]+ ms +[\d.]+ % +[\d.]+ % +0 % +[\d.]+ % +−?0\.\d\d +0 of 3 \(0–71 %\)/,
  );
  expect(first.out).toContain('Trusted: nothing speaks against verdicts');
  // Clopper & Pearson's 95 % of 0 in 3, by scipy 1.17.1: binomtest(0, 3).proportion_ci(): high .7076.
  expect(first.out).toContain('false alarms in up to 71 of 100 runs');
});

test('what was learned is kept and listed', async () => {
  const { out, code } = await phones.bench('calibrations');
  expect(code).toBe(0);
  expect(out).toMatch(/one +virtual +latency v1 +latency +Time to first token/);
});

test('sessions that tell too little are not trusted, with how many more would do and exit code 3', async () => {
  const short = commands({ suites: [SUITE] });
  const { code, out } = await short.bench(...measure, '--sessions', '1', '--blocks', '1');
  short.close();
  expect(code).toBe(3);
  expect(out).toContain(
    'Too few sessions to decide:\n  - latency: judged in no session of 3 blocks or more; 3 more would do; 1 block in all; 7 more would do\n',
  );
  expect(out).not.toContain('Trusted');
});

test('a suite in which nothing varies by chance is refused before a phone is opened', async () => {
  const accuracy = aSuite([aPass('accuracy', ['answerAccuracy', 'answerAgreement'])]);
  const exact = commands({ suites: [{ ...accuracy, id: 'accuracy' }, SUITE] });
  const { code, err } = await exact.bench('calibrate', '--build', 'app.ipa', '--suite', 'accuracy');
  expect(exact.seen.opened).toBe(0);
  exact.close();
  expect(code).toBe(2);
  expect(err).toMatch(/^error: Nothing in accuracy v1 varies by chance[^\n]*\n {2}Choose one of: latency\n$/);
});

test('stored sessions can be taken together without measuring, and the newest word counts', async () => {
  const ids = [1, 2].map((number) => session(number).id);
  const launches = phones.seen.launches;
  const { code, out } = await phones.bench('calibrate', '--from', ...ids);
  expect(code).toBe(3);
  expect(out).toContain('latency: judged in 2 sessions of 3 blocks or more; 1 more would do');
  expect(out).toContain('latency: 2 sessions, 16 blocks in all');
  expect(phones.seen.launches).toBe(launches);
  // It ended before the third session did, so that what rests on all three is still the newest.
  const rows = async (...options: readonly string[]): Promise<number> =>
    (await phones.bench('calibrations', ...options)).out.match(/^one /gm)?.length ?? 0;
  expect(await rows()).toBe(3);
  expect(await rows('--history')).toBe(6);
});

test('a phone whose sessions differ by more than the margin is not to be trusted, and exit code 1 says so', async () => {
  const sessions = [1, 2, 3].map((number) => {
    const run = session(number);
    const slow = JSON.parse(JSON.stringify(run), (key, value: unknown) =>
      (key === 'startNs' || key === 'endNs') && typeof value === 'number' ? value * 1.3 ** number : value,
    );
    const file = join(phones.folder, `slow-${number}.json`);
    writeFileSync(file, JSON.stringify({ ...slow, id: `slow-${number}` }));
    return file;
  });
  const { code, out } = await phones.bench('calibrate', '--from', ...sessions);
  expect(out).toMatch(/Not to be trusted:\n {2}- .*Vision encoder \(latency\): sessions lie \d+ % apart/);
  expect(code).toBe(1);
});

test('runs that are no sessions of one build are refused with all the reasons', async () => {
  const run = session(1);
  writeFileSync(join(phones.folder, 'alone.json'), JSON.stringify({ ...candidateOnly(run), id: 'alone' }));
  const { code, err } = await phones.bench('calibrate', '--from', 'alone.json', run.id);
  expect(code).toBe(2);
  expect(err).toMatch(/make a calibration:\n {2}- alone measured one build alone\.\n {2}\S/);
});

test('a calibration that is stopped says how to finish the session, and that it still has to learn from it', async () => {
  const stopped = commands({ suites: [SUITE], stopAt: 20 });
  const { code, err } = await stopped.bench(...measure, '--store', 'own.sqlite');
  expect(code).toBe(4);
  const [, finish = '', learn = ''] =
    /: fastvlm-bench (run --resume .*session-2 .*)\n {2}That finishes the session only.*: fastvlm-bench (calibrate --from .*)\n/.exec(
      err,
    ) ?? [];
  expect((await stopped.bench(...finish.split(' '))).code).toBe(0);
  const learned = await stopped.bench(...learn.split(' '));
  stopped.close();
  expect(learned.err).toBe('');
  expect(learned.out).toContain('latency: 2 sessions');
});

test.each([
  ['no build', ['calibrate', '--suite', 'latency'], /No build was named[^]*samples/],
  ['an unknown suite', ['calibrate', '--build', 'app.ipa', '--suite', 'speed'], /no suite "speed"/],
  ['measuring and taking at once', [...measure, '--from', 'x'], /--from uses sessions as they were measured/],
  ['an unknown run', ['calibrate', '--from', 'nothing'], /no run or baseline "nothing"/],
] as const)('%s is refused with a remedy', async (_name, argv, message) => {
  const { code, err } = await phones.bench(...argv);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err).toMatch(/^error: [^]+\n {2}\S/);
});

test('a run takes along what calibrations have seen of slow launches', async () => {
  const lab = commands({ suites: [LOOKED_AT] });
  const known = async (out: string): Promise<Run['known']> => {
    await lab.bench('run', '--suite', 'latency', '--candidate', 'b.ipa', '--baseline', 'app.ipa', '--out', out);
    return parseRun(JSON.parse(readFileSync(join(lab.folder, out, 'run.json'), 'utf8')), out).known;
  };
  expect(await known('before')).toBeUndefined();
  await lab.bench(...measure);
  const launches = (await known('after'))?.map((tail) => [tail.metric, tail.launches] as const);
  expect(new Map(launches)).toEqual(
    new Map(['timeToFirstToken', 'visionEncode', 'interTokenP50'].map((metric) => [metric, 48])),
  );
  lab.close();
});
