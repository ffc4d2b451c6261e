import { expect, test } from 'vitest';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { differences } from './comparability.ts';
import { aBuild, aDevice, aMargin, aPass, aRun, aSuite, LATENCY } from '#harness/compare/run.fixture.ts';

const stored = aRun({ hasBaseline: false });
const changed = (overrides: Partial<Run>): string[] => differences(aRun({ hasBaseline: false, overrides }), stored);
const pass = aPass('latency', LATENCY);
const [dataset] = stored.datasets;

test('runs of the same suite on the same kind of phone are comparable, whatever was built', () => {
  expect(changed({ id: 'run-2', candidate: aBuild('newer'), devices: [aDevice('another unit')] })).toEqual([]);
});

test('settings that are written in another order are the same settings', () => {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, own]) => [key, turned(own)]),
    );
  };
  const now = aRun({ hasBaseline: false });
  expect(differences(parseRun(turned(now), 'turned'), stored)).toEqual([]);
  const { readiness, ...protocol } = pass.protocol;
  const { timeoutMs, pollMs, ...battery } = readiness;
  const rewritten = { ...pass, protocol: { readiness: { timeoutMs, pollMs, ...battery }, ...protocol } };
  expect(changed({ suite: aSuite([rewritten]) })).toEqual([]);
});

test('more blocks are only more of the same', () => {
  expect(changed({ suite: aSuite([{ ...pass, protocol: { ...pass.protocol, blocks: 40, looks: [10] } }]) })).toEqual(
    [],
  );
});

test('runs of two suites differ in one sentence', () => {
  const other = { ...aSuite([aPass('memory', ['peakMemory'])]), id: 'memory' };
  expect(changed({ suite: other })).toEqual([
    `The candidate is measured with suite memory, the baseline was with ${stored.suite.id}.`,
  ]);
});

test.each<[string, Partial<Run>]>([
  ['Suite', { suite: { ...stored.suite, version: 2 } }],
  [
    'Workload of pass latency, prompt',
    { suite: aSuite([{ ...pass, workload: { ...pass.workload, promptTemplate: 'x' } }]) },
  ],
  [
    'Workload of pass latency, image size',
    { suite: aSuite([{ ...pass, workload: { ...pass.workload, imageSizePx: 512 } }]) },
  ],
  [
    'Workload of pass latency, output limit',
    { suite: aSuite([{ ...pass, workload: { ...pass.workload, maxOutputTokens: 8 } }]) },
  ],
  [
    'Protocol of pass latency, warm-up',
    { suite: aSuite([{ ...pass, protocol: { ...pass.protocol, warmupIterations: 3 } }]) },
  ],
  [
    'Protocol of pass latency, forced thermal state: the candidate has serious, the baseline none',
    { suite: aSuite([{ ...pass, protocol: { ...pass.protocol, forcedThermal: 'serious' } }]) },
  ],
  [
    'Margin of End to end',
    {
      suite: aSuite(
        [pass],
        LATENCY.map((metric) => aMargin(metric, { percent: 9 })),
      ),
    },
  ],
  ['Pass latency', { suite: aSuite([{ ...pass, id: 'renamed' }]) }],
  ['Device', { devices: [aDevice('one', { model: 'iPhone16,1' })] }],
  ['Device', { devices: [aDevice('one', { osBuild: '22C1' })] }],
  ['Device', { devices: [aDevice('one', { provenance: 'virtual' })] }],
  ['Device', { devices: [aDevice('one'), aDevice('two', { model: 'iPhone16,1' })] }],
  ...(['id', 'subset', 'manifestSha256', 'evaluator'] as const).map((field): [string, Partial<Run>] => [
    'Dataset',
    { datasets: dataset === undefined ? [] : [{ ...dataset, [field]: 'other' }] },
  ]),
])('another %s forbids the comparison and is named', (name, overrides) => {
  const list = changed(overrides);
  expect(list.length).toBeGreaterThan(0);
  expect(list.join('\n')).toContain(name);
});

test('phones may differ where both builds are measured on the same ones anyway', () => {
  const run = aRun({ hasBaseline: false, devices: [aDevice('one', { osBuild: '22C1' })] });
  expect(differences(run, stored, { areDevicesCompared: false })).toEqual([]);
});

test('a difference says what either run has', () => {
  expect(changed({ suite: { ...stored.suite, version: 2 } })).toEqual([
    'Suite: the candidate has latency version 2, the baseline latency version 1.',
  ]);
});

test('a difference is worded with the words and units of a report, of the metric that it is about alone', () => {
  const margins = [
    aMargin('leakPerCycle', { percent: null, absolute: 1e6 }),
    aMargin('answerAccuracy', { percent: null, absolute: 0.01 }),
    aMargin('peakMemory', { percent: 3, absolute: 20e6 }),
  ];
  const before = aRun({ hasBaseline: false, overrides: { suite: aSuite([pass], margins) } });
  const [leak, accuracy] = margins;
  if (leak === undefined || accuracy === undefined) throw new Error('no margins');
  const now = { ...leak, absolute: 2e6, severity: 'warn' as const };
  const run = aRun({ hasBaseline: false, overrides: { suite: aSuite([pass], [now, accuracy]) } });
  expect(differences(run, before)).toEqual([
    'Margin of Leak per cycle: the candidate has 2 MB/cycle (warns), the baseline 1 MB/cycle.',
    'Margin of Peak memory: the candidate has none, the baseline 3 % or 20 MB.',
  ]);
});

test('whole hashes of datasets are compared, and shortened where they are shown', () => {
  const [own] = stored.datasets;
  if (own === undefined) throw new Error('no dataset');
  const withHash = (manifestSha256: string) => ({ datasets: [{ ...own, manifestSha256 }] });
  const [one, other] = ['a'.repeat(64), `${'a'.repeat(63)}b`];
  const before = aRun({ hasBaseline: false, overrides: withHash(one) });
  const list = differences(aRun({ hasBaseline: false, overrides: withHash(other) }), before);
  expect(list).toHaveLength(2);
  expect(list[0]).toMatch(/^Dataset: only the candidate has \S+, manifest a{12}, scored by \S+\.$/);
});

test('margins that only differ beyond what is printed differ all the same', () => {
  const withMargin = (absolute: number): Run =>
    aRun({
      hasBaseline: false,
      overrides: { suite: aSuite([pass], [aMargin('answerAccuracy', { percent: null, absolute })]) },
    });
  expect(differences(withMargin(0.01), withMargin(0.010_000_1))).toHaveLength(1);
});
