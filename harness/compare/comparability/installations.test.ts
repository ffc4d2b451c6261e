import { expect, test } from 'vitest';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { assess } from '#harness/compare/assess.ts';
import { installationDifferences } from './installations.ts';
import { aLaunch, aMeasured, anIteration, aRun } from '#harness/compare/run.fixture.ts';

const BLOCKS = 12;
/** How much longer the first launch after an installation takes. */
const FIRST = { baseline: 1.3, candidate: 1.14 };

type Marks = { readonly marked: boolean; readonly prepared: boolean };

/** A candidate that is slower by 8 %, where both builds have one bundle identifier: every change of arms installs. */
function sharingAnIdentifier({ marked, prepared }: Marks): Run {
  const normal = standardNormal(createRandom(1, 'launches'));
  const order = Array.from({ length: BLOCKS }, (_, block) => {
    const arms = ['baseline', 'candidate'] as const;
    return (block % 2 === 0 ? arms : arms.toReversed()).map((arm) => ({ block, arm }));
  }).flat();
  let launchesSince = 0;
  const launches = order.map(({ block, arm }, index): Launch => {
    launchesSince = order[index - 1]?.arm === arm ? launchesSince + 1 : prepared ? 1 : 0;
    const first = launchesSince === 0 ? FIRST[arm] : 1;
    const visionEncodeMs = 100 * first * (arm === 'candidate' ? 1.08 : 1) * Math.exp(0.01 * normal());
    const launch = aLaunch(
      { deviceId: 'one', pass: 'latency', block, arm },
      aMeasured({ iterations: [anIteration({ visionEncodeMs })] }),
    );
    return { ...launch, slot: { ...launch.slot, index }, ...(marked ? { sinceInstall: launchesSince } : {}) };
  });
  return { ...aRun({ blocks: BLOCKS }), launches };
}

function visionOf(run: Run): Comparison | undefined {
  const { comparisons } = assess({ run, baselineRun: null, seed: 1 });
  return comparisons.find(({ metric }) => metric === 'visionEncode');
}

test('a candidate whose first launches are less slow hides a regression only where they are not marked', () => {
  const hidden = visionOf(sharingAnIdentifier({ marked: false, prepared: false }));
  expect(hidden?.verdict.kind).not.toBe('regression');
  expect(hidden?.change?.estimate).toBeLessThan(0.05);
  expect(visionOf(sharingAnIdentifier({ marked: true, prepared: false }))?.change ?? null).toBe(null);
  const found = visionOf(sharingAnIdentifier({ marked: true, prepared: true }));
  expect(found?.verdict.kind).toBe('regression');
  expect(found?.change?.estimate).toBeCloseTo(0.08, 2);
});

test('first launches that were excluded are counted by arm', () => {
  const { warnings } = assess({
    run: sharingAnIdentifier({ marked: true, prepared: false }),
    baselineRun: null,
    seed: 1,
  });
  // B C C B B C …: all but the second of two equal arms in a row.
  expect(warnings.filter(({ code }) => code === 'firstLaunches').map(({ message }) => message)).toEqual([
    '7 of 12 launches of the baseline were the first ones after an installation on iPhone one, pass latency: they are not compared.',
    '6 of 12 launches of the candidate were the first ones after an installation on iPhone one, pass latency: they are not compared.',
  ]);
});

function alone(sinceInstall: (index: number) => number | undefined, loadMs = 500): Run {
  const run = aRun({ hasBaseline: false, blocks: 6 });
  const launches = run.launches.map((launch, index): Launch => {
    const since = sinceInstall(index);
    const loads = [{ startNs: 0, endNs: loadMs * 1e6, cache: 'cold', footprintBytes: 1 }] as const;
    const outcome = launch.outcome.kind === 'measured' ? { ...launch.outcome, loads } : launch.outcome;
    return { ...launch, outcome, ...(since === undefined ? {} : { sinceInstall: since }) };
  });
  return { ...run, id: `alone-${loadMs}`, launches };
}

const first = alone(() => 0, 2400);
const later = alone((index) => index + 1);
const untold = alone(() => undefined);

test('runs of first launches are not compared with runs of others, in either direction', () => {
  expect(installationDifferences(later, first)).toEqual([
    'Installations in pass latency: every launch of the baseline is the first one after an installation, those of the candidate are not.',
  ]);
  expect(installationDifferences(first, later)).toEqual([
    'Installations in pass latency: every launch of the candidate is the first one after an installation, those of the baseline are not.',
  ]);
  expect(installationDifferences(first, first)).toEqual([]);
  expect(installationDifferences(untold, first)).toEqual([]);
  const { comparisons, warnings } = assess({ run: later, baselineRun: first, seed: 1 });
  expect(comparisons).toEqual([]);
  expect(warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['comparabilityRelaxed', 'firstLaunches']));
});

test('runs in which every launch is a first one are compared', () => {
  const { comparisons, warnings } = assess({ run: first, baselineRun: alone(() => 0, 2000), seed: 1 });
  expect(comparisons.length).toBeGreaterThan(0);
  expect(warnings.map(({ code }) => code)).not.toContain('firstLaunches');
});

test('launches that are not marked and followed an installation are a warning', () => {
  const launches = untold.launches.map((launch, index) => ({
    ...launch,
    timing: { ...launch.timing, installMs: index % 3 === 0 ? 8000 : 0 },
  }));
  const { warnings } = assess({ run: { ...untold, launches }, baselineRun: null, seed: 1 });
  expect(warnings).toContainEqual({
    code: 'installationsUnknown',
    message: expect.stringMatching(
      /^2 of 6 launches of the candidate followed an installation on iPhone one, pass latency;/,
    ),
  });
});

test('what preparation launches took to load is summarised, those of launches that do not count too', () => {
  const run = alone((index) => index + 1);
  const launches = run.launches.map((launch, index): Launch => {
    const prepared = { ...launch, preparation: { loadMs: 80_000 + index, totalMs: 90_000 } };
    return index === 0 ? { ...prepared, slot: { ...launch.slot, discard: true } } : index === 1 ? prepared : launch;
  });
  const { summaries } = assess({ run: { ...run, launches }, baselineRun: null, seed: 1 });
  expect(summaries.find(({ metric }) => metric === 'modelLoadAfterInstall')).toMatchObject({
    passId: 'latency',
    values: [80_000, 80_001],
  });
});
