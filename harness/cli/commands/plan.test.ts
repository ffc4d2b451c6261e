import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { aMargin, aPass, aSuite } from '#harness/compare/run.fixture.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

const SUITE = suiteWith(24);
const SUITES = [
  {
    ...SUITE,
    passes: SUITE.passes.map((pass) => ({
      ...pass,
      protocol: { ...pass.protocol, looks: [6, 12, 18], discardFirstLaunch: true },
    })),
  },
];
const PLAN = ['plan', '--suite', 'latency', '--device', 'one', '--seed', '7'] as const;

let phones: Commands;

beforeAll(async () => {
  phones = commands({ suites: SUITES, noise: 0.03, deviceIds: ['one', 'two'] });
  const { err } = await phones.bench(
    'calibrate',
    '--build',
    'a.ipa',
    '--suite',
    'latency',
    '--device',
    'one',
    '--seed',
    '1',
  );
  if (err !== '') throw new Error(err);
});

afterAll(() => phones.close());

test('the order of launches is shown with its seed, what it comes to and how long it takes, and no phone is opened', async () => {
  const { opened } = phones.seen;
  const { code, out } = await phones.bench(...PLAN);
  expect(code).toBe(0);
  expect(out).toContain('order seed 7');
  expect(out).toMatch(
    /Crashes: if no look ends a pass, 25 launches of the candidate and 25 of the baseline find a crash rate of \d\S* % beside none in 90 of 100 runs/,
  );
  expect(out).toMatch(/iPhone one \(virtual\): 50 launches, \d+ installations, about 2[89] min if no look ends it/);
  expect(out).toMatch(/latency: 24 blocks, after 2 first launches excluded: (BC CB|CB BC) (BC CB|CB BC) .* …/);
  expect(phones.seen.opened).toBe(opened);
  expect((await phones.bench(...PLAN)).out).toBe(out);
});

test('each metric is told how many blocks it takes, alone and with the looks of the suite', async () => {
  const { out } = await phones.bench(...PLAN);
  expect(out).toContain('calibrated 2026-01-01 in 3 sessions');
  expect(out).toContain(
    'latency: 24 blocks, looked at after 6, 12, 18; spreads are those of 3 sessions, 72 blocks in all\n',
  );
  // Launches vary by 3 %, so that blocks do by √2 · 3 = 4.2 %.
  const [, sd, toShow] = /Vision encoder +decides +([\d.]+) % +5 % +(\d+) +[\d.]+ in \d+ % +10 %/.exec(out) ?? [];
  expect(Math.abs(Number(sd) - 4.2)).toBeLessThan(0.6);
  expect(Number(toShow)).toBeGreaterThan(8);
  expect(Number(toShow)).toBeLessThan(17);
  expect(out).toMatch(
    /All that decide show an unchanged build: \d+ blocks, \d+ min; the suite: [\d.]+ blocks, [\d.]+ min, each in (9\d|100) % of runs or more/,
  );
  expect(out).toMatch(
    /2 comparisons on this phone can fail the gate\. .*90 % of runs,\neach is planned to do so in 95 %/,
  );
});

test('an unchanged build is planned to pass with fewer launches for a pull request than for a release', async () => {
  const asking = SUITES.map((suite) => ({
    ...suite,
    passes: suite.passes.map((pass) => ({
      ...pass,
      protocol: { ...pass.protocol, looks: [6, 12, 18, 20], fewestToPass: 20 },
    })),
  }));
  const lab = commands({ suites: asking, noise: 0.001, deviceIds: ['one'] });
  const shown = async (...policy: readonly string[]): Promise<number> => {
    const { out } = await lab.bench('plan', '--suite', 'latency', '--assume-sd', '1', '--seed', '7', ...policy);
    return Number(/show an unchanged build: \d+ blocks; the suite: ([\d.]+) blocks/.exec(out)?.[1]);
  };
  expect([await shown(), await shown('--policy', 'pr'), await shown('--policy', 'release')]).toEqual([12, 12, 20]);
  lab.close();
});

test('a larger change is found with fewer blocks, more power takes more', async () => {
  const blocks = async (...options: readonly string[]): Promise<number> => {
    const { out } = await phones.bench(...PLAN, ...options);
    return Number(/Each that decides finds its change: (\d+) blocks/.exec(out)?.[1]);
  };
  const usual = await blocks();
  expect(await blocks('--change', '20')).toBeLessThan(usual);
  expect(await blocks('--power', '0.99')).toBeGreaterThan(usual);
  expect((await phones.bench(...PLAN, '--change', '5')).out).toContain('no number of blocks is enough');
});

test('a time is answered with what it finds, and half the time finds less', async () => {
  const found = async (minutes: string): Promise<number> => {
    const { out } = await phones.bench(...PLAN, '--minutes', minutes);
    return Number(/Vision encoder +decides +5 % +[\d.]+ % +([\d.]+) %/.exec(out)?.[1]);
  };
  const whole = await found('28.2');
  expect(whole).toBeGreaterThan(5);
  expect(await found('14')).toBeGreaterThan(whole);
  expect((await phones.bench(...PLAN, '--minutes', '2')).out).toContain('too few for any verdict');
});

test('a time that is longer than the suite takes finds what its blocks find: no run has more of them', async () => {
  const { out } = await phones.bench(...PLAN, '--minutes', '100000');
  expect(out).toContain('latency: 24 blocks in 28 min, all that the suite plans');
  expect(out).toContain('The rest of the time finds nothing more: that takes a suite with more blocks.');
  const needed = await phones.bench(...PLAN, '--change', '5.5');
  expect(needed.out).toMatch(/Each that decides finds its change: \d,\d{3} blocks/);
  expect(needed.out).toContain('This run has at most 24 blocks; --blocks adds none; a suite that plans more has more.');
  expect((await phones.bench(...PLAN)).out).not.toContain('--blocks adds');
});

test('a phone that was never calibrated is a note with the command that calibrates it, and hides no table of another', async () => {
  const { code, out } = await phones.bench('plan', '--suite', 'latency', '--seed', '7');
  expect(code).toBe(0);
  expect(out).toContain('iPhone two (virtual): 50 launches, ');
  expect(out).toMatch(
    /iPhone one \(virtual\) and iPhone two \(virtual\), which decide by their mean, calibrated [^]*Vision encoder +decides/,
  );
  expect(out).toMatch(
    /iPhone two \(virtual\): not calibrated for latency v1, and assumed to vary like the other phones/,
  );
  expect(out).toMatch(
    /iPhone two \(virtual\): not calibrated[^]*calibrate --build app\.ipa --suite latency --device two\n.*--assume-sd 4/,
  );
  const alone = await phones.bench('plan', '--suite', 'latency', '--device', 'two');
  expect(alone).toMatchObject({ code: 0, err: '' });
  expect(alone.out).not.toContain('to show');
});

test('--minutes is refused where no phone was calibrated, before anything is printed', async () => {
  const { code, out, err } = await phones.bench('plan', '--suite', 'latency', '--device', 'two', '--minutes', '20');
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toMatch(
    /^error: iPhone two \(virtual\): not calibrated for latency v1, so it is unknown what 20 min can find there\.\n {2}.*calibrate .*--device two; or leave --minutes out\.\n$/,
  );
});

test('--minutes reports what calibrated phones can find, and names the others in a note', async () => {
  const { code, out, err } = await phones.bench('plan', '--suite', 'latency', '--minutes', '20');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/iPhone one[^]*Vision encoder +decides[^]*iPhone two \(virtual\): not calibrated/);
  expect(out).toMatch(/calibrate --build app\.ipa --suite latency --device two\n$/);
});

test('a spread can be assumed, and is called an assumption', async () => {
  const { code, out } = await phones.bench('plan', '--suite', 'latency', '--device', 'two', '--assume-sd', '4');
  expect(code).toBe(0);
  expect(out).toContain('blocks ASSUMED to differ by 4 %: not measured');
  expect(out).toMatch(/Vision encoder +decides +4\.0 % +5 % +\d+/);
});

test('with a candidate the plan is that of the run, which refuses what a run would refuse', async () => {
  const alone = await phones.bench(...PLAN, '--candidate', 'b.ipa');
  expect(alone.out).toMatch(/25 launches, 1 installation,/);
  expect(alone.out).toMatch(/\nWithout a baseline nothing is compared[^\n]*\n$/);
  const both = await phones.bench(...PLAN, '--candidate', 'b.ipa', '--baseline', 'a.ipa');
  const installations = /^(?:Installations|One bundle identifier).*\n(?: {2}Give one build.*\n)?/m;
  expect(both.out).toMatch(
    /^One bundle identifier, \S+: a phone reinstalls 30 times, \+3\.0 min, and a preparation launch follows each/m,
  );
  const unnamed = (await phones.bench(...PLAN)).out;
  expect(unnamed).toMatch(/^Installations are those of builds with one bundle identifier;/m);
  expect(both.out.replace(installations, '')).toBe(unnamed.replace(installations, ''));
  expect(await phones.bench(...PLAN, '--candidate', 'b.ipa', '--baseline', 'nobody')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no baseline "nobody"'),
  });
});

test('what an assumed spread says nothing of is named, and so is a margin that depends on an unknown level', async () => {
  const memory = aSuite([aPass('memory', ['peakMemory', 'leakPerCycle', 'modelSize'])]);
  const margins = [
    { metric: 'peakMemory', percent: 3, absolute: 20e6, severity: 'block' },
    { metric: 'leakPerCycle', percent: null, absolute: 1e6, severity: 'block' },
    { metric: 'modelSize', percent: 5, absolute: null, severity: 'block' },
  ] as const;
  const own = commands({ suites: [{ ...memory, id: 'memory', margins }] });
  const { code, out } = await own.bench('plan', '--suite', 'memory', '--assume-sd', '4');
  own.close();
  expect(code).toBe(0);
  expect(out).toContain(
    'Peak memory: the margin is 3 % or 20 MB, the larger. Its level was not measured: taken as 3 %.',
  );
  expect(out).toContain(
    'Left out: Leak per cycle (its margin is not a percentage), Model size (does not vary by chance)',
  );
});

test('a suite in which nothing varies by chance has no table and no legend', async () => {
  const accuracy = aSuite([aPass('accuracy', ['answerAccuracy'])]);
  const own = commands({ suites: [{ ...accuracy, id: 'accuracy' }] });
  const { code, out } = await own.bench('plan', '--suite', 'accuracy', '--assume-sd', '4');
  expect(code).toBe(0);
  expect(out).toMatch(/\nNothing here varies by chance[^\n]*\n$/);
  const unassumed = await own.bench('plan', '--suite', 'accuracy', '--seed', '7');
  expect(unassumed).toMatchObject({ code: 0, err: '' });
  expect(unassumed.out).toMatch(/\nNothing here varies by chance[^\n]*\n$/);
  own.close();
});

test('another dataset is planned as it is run: in as many blocks as its questions take', async () => {
  const accuracy = aSuite([aPass('accuracy', ['answerAccuracy'])]);
  const [pass] = accuracy.passes;
  if (pass === undefined) throw new Error('no pass');
  const protocol = { ...pass.protocol, blocks: 5, iterationsPerLaunch: 1 };
  const own = commands({ suites: [{ ...accuracy, id: 'accuracy', passes: [{ ...pass, protocol }] }] });
  const planned = await own.bench('plan', '--suite', 'accuracy', '--dataset', 'other/few');
  const wrong = await own.bench('plan', '--suite', 'accuracy', '--prompt', 'What?');
  own.close();
  expect(planned.out).toContain('accuracy: 1 block: ');
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('no place for the question') });
});

test.each([
  ['change and time together', ['--change', '5', '--minutes', '5'], /Leave one of them out/],
  ['a time without knowing what a block takes', ['--minutes', '5', '--assume-sd', '4'], /calibrate/],
  ['a power that is none', ['--power', '1'], /not a chance above 0\.5/],
  ['a change that is none', ['--change', '0'], /not a number above 0/],
  ['a baseline alone', ['--baseline', 'a.ipa'], /Add --candidate/],
] as const)('%s is refused', async (_name, options, message) => {
  const { code, err } = await phones.bench(...PLAN, ...options);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test('a suite of sustained load says how long load and rests take at least, on a virtual phone by its own time', async () => {
  const said = async (restMs: number): Promise<string> => {
    const pass = aPass('load', ['sustainedThroughput']);
    const { readiness } = pass.protocol;
    const protocol = { ...pass.protocol, blocks: 3, sustainMs: 600_000, readiness: { ...readiness, restMs } };
    const lab = commands({ suites: [aSuite([{ ...pass, protocol }])] });
    const { out } = await lab.bench('plan', '--suite', 'latency');
    lab.close();
    return out;
  };
  // Six launches of ten minutes, each after a rest of twenty.
  expect(await said(1_200_000)).toContain('Sustained load and the rests before it take at least 3.0 h.\n');
  expect(await said(60_000)).toContain('take at least 66 min.\n');
});

test('windows of energy that are too short for their margin are named before anything is measured', async () => {
  const pass = aPass('energy', ['energyPerAnswer']);
  const suite = (energyRefreshes: number): Suite =>
    aSuite(
      [{ ...pass, protocol: { ...pass.protocol, energyRefreshes } }],
      [aMargin('energyPerAnswer', { percent: 8 })],
    );
  const said = async (renewals: number): Promise<string> => {
    const lab = commands({ suites: [suite(renewals)] });
    const { out } = await lab.bench('plan', '--suite', suite(renewals).id, '--assume-sd', '4');
    lab.close();
    return out;
  };
  const short = await said(10);
  expect(short).toMatch(
    /Window too short: pass energy reads energy over 10 renewals, so the stated error of a launch is about 1[01](\.\d)? %\.\n/,
  );
  expect(short).toMatch(/its margin, 8 %, is too small to find beside that: it takes 1\d renewals\./);
  expect(await said(20)).not.toContain('Window too short');
});
