import { expect, test } from 'vitest';
import type { Run } from '#harness/domain/run.ts';
import { differences } from './comparability.ts';
import { aBuild, aDevice, aMargin, aPass, aRun, aSuite, LATENCY } from './run.fixture.ts';

const stored = aRun({ hasBaseline: false });
const changed = (overrides: Partial<Run>): string[] => differences(aRun({ hasBaseline: false, overrides }), stored);
const pass = aPass('latency', LATENCY);
const [dataset] = stored.datasets;

test('runs of the same suite on the same kind of phone are comparable, whatever was built', () => {
  expect(changed({ id: 'run-2', candidate: aBuild('newer'), devices: [aDevice('another unit')] })).toEqual([]);
});

test('more blocks are only more of the same', () => {
  expect(changed({ suite: aSuite([{ ...pass, protocol: { ...pass.protocol, blocks: 40, looks: [10] } }]) })).toEqual(
    [],
  );
});

test.each<[string, Partial<Run>]>([
  ['Suite', { suite: { ...stored.suite, version: 2 } }],
  [
    'Workload of pass latency, promptTemplate',
    { suite: aSuite([{ ...pass, workload: { ...pass.workload, promptTemplate: 'x' } }]) },
  ],
  [
    'Workload of pass latency, imageSizePx',
    { suite: aSuite([{ ...pass, workload: { ...pass.workload, imageSizePx: 512 } }]) },
  ],
  [
    'Workload of pass latency, maxOutputTokens',
    { suite: aSuite([{ ...pass, workload: { ...pass.workload, maxOutputTokens: 8 } }]) },
  ],
  [
    'Protocol of pass latency, warmupIterations',
    { suite: aSuite([{ ...pass, protocol: { ...pass.protocol, warmupIterations: 3 } }]) },
  ],
  [
    'Margins',
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
