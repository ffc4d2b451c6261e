import { expect, test } from 'vitest';
import type { Measured } from '#harness/domain/measured.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { assess } from './assess.ts';
import { aMargin, aMeasured, anIteration, aPass, aRun, aSuite, launchNoise } from './run.fixture.ts';

const METRICS = ['sustainedThroughput', 'throughputRetention', 'kneeTime'] as const;
const MARGINS = METRICS.map((metric) => aMargin(metric, { percent: metric === 'kneeTime' ? 25 : 8 }));
const MS = 1e6;

/** Ten minutes at one answer a second until the knee, then at a share of that. */
function slowing(kneeSeconds: number, share: number, noise: number): Measured {
  const seconds = [
    ...Array.from({ length: kneeSeconds }, () => noise),
    ...Array.from({ length: Math.round((600 - kneeSeconds) * share) }, () => noise / share),
  ];
  let atMs = 1000;
  const iterations = seconds.map((length, index) => {
    const startNs = atMs * MS;
    atMs += length * 1000;
    const thermal = index > kneeSeconds ? ('serious' as const) : ('nominal' as const);
    return anIteration({}, { index, thermal, tokenNs: [], spans: [{ stage: 'prefill', startNs, endNs: atMs * MS }] });
  });
  return aMeasured({ iterations });
}

function verdictsOf(candidate: { readonly knee: number; readonly share: number }, protocol: Partial<Pass['protocol']>) {
  const [steady] = [aPass('sustained', METRICS)];
  const passes = [{ ...steady, protocol: { ...steady.protocol, ...protocol } }];
  const noise = launchNoise(7, 0.01);
  const builds: { readonly [A in Arm]: { readonly knee: number; readonly share: number } } = {
    baseline: { knee: 300, share: 0.9 },
    candidate,
  };
  const run = aRun({
    blocks: 4,
    passes,
    outcome: ({ arm }) => slowing(Math.round(builds[arm].knee * noise()), builds[arm].share * noise(), noise()),
    overrides: { suite: aSuite(passes, MARGINS) },
  });
  const { comparisons, warnings } = assess({ run, baselineRun: null, seed: 1 });
  return {
    verdicts: Object.fromEntries(comparisons.map(({ metric, verdict }) => [metric, verdict.kind])),
    warnings: warnings.map(({ code }) => code),
  };
}

test('a build that heats the phone more loses its plateau, what it retains and its knee; one that heats as much loses none', () => {
  expect(verdictsOf({ knee: 120, share: 0.65 }, { sustainMs: 600_000 }).verdicts).toEqual({
    sustainedThroughput: 'regression',
    throughputRetention: 'regression',
    kneeTime: 'regression',
  });
  expect(verdictsOf({ knee: 300, share: 0.9 }, { sustainMs: 600_000 }).verdicts).toEqual({
    sustainedThroughput: 'noRegression',
    throughputRetention: 'noRegression',
    kneeTime: 'noRegression',
  });
});

test('a phone that grows warm under sustained load is no doubt, in any other pass it is one', () => {
  const same = { knee: 300, share: 0.9 };
  expect(verdictsOf(same, { sustainMs: 600_000 }).warnings).not.toContain('deviceWarm');
  expect(verdictsOf(same, {}).warnings).toContain('deviceWarm');
});

test('the course of throughput is that of all launches of an arm, tenth by tenth', () => {
  const passes = [aPass('sustained', METRICS)];
  const shares = [0.5, 0.6, 0.9];
  const run = aRun({
    blocks: 3,
    passes,
    outcome: ({ arm, block }) => slowing(300, arm === 'baseline' ? 1 : (shares[block] ?? 1), 1),
  });
  const { throughput } = assess({ run, baselineRun: null, seed: 1 });
  expect(throughput).toMatchObject([
    { arm: 'baseline', launches: 3 },
    { arm: 'candidate', launches: 3 },
  ]);
  const last = throughput?.[1]?.windows.at(-1);
  expect([last?.least, last?.middle, last?.most].map((rate) => +(rate ?? 0).toFixed(6))).toEqual(shares);
  expect(throughput?.[0]?.lengthMs).toBeCloseTo(600_000, 3);
  expect(assess({ run: aRun(), baselineRun: null, seed: 1 })).not.toHaveProperty('throughput');
});
