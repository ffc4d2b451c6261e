import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aDevice, aMeasured, anIteration, aPass, aRun, launchNoise } from '#harness/compare/run.fixture.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { decide, POLICIES } from './decide.ts';

const DEVICES = Array.from({ length: 8 }, (_, index) => aDevice(`phone ${index}`, { model: `iPhone${index},1` }));
const PASSES = [aPass('latency', ['endToEnd'])];

/** Decides a run on eight phones whose launches vary by 2 % and whose candidate is slower by so much on every phone. */
function decisionOf(seed: number, effect: number): Decision['kind'] {
  const noise = launchNoise(seed, 0.02);
  const run = aRun({
    blocks: 6,
    devices: DEVICES,
    passes: PASSES,
    outcome: ({ arm }) => {
      const factor = noise() * (arm === 'candidate' ? 1 + effect : 1);
      const question = { preprocessMs: 20 * factor, visionEncodeMs: 50 * factor, prefillMs: 25 * factor };
      const slowed = { ...question, firstDecodeMs: 5 * factor, tokenGapMs: 10 * factor };
      return aMeasured({ iterations: [anIteration(slowed)] });
    },
  });
  return decide(assess({ run, baselineRun: null, seed }), POLICIES.pr).kind;
}

function shareOfFailures(trials: number, effect: number): number {
  const decisions = Array.from({ length: trials }, (_, seed) => decisionOf(seed, effect));
  return decisions.filter((kind) => kind === 'fail').length / trials;
}

test('a build that is as fast as its baseline on eight phones is failed in none of 200 runs', () => {
  expect(shareOfFailures(200, 0)).toBe(0);
});

test('a build that is slower by exactly the margin on all eight phones is failed in at most 7 of 100 runs', () => {
  // 5 % and what chance adds in 300 runs; uncorrected, eight chances of 5 % would fail a third of them.
  expect(shareOfFailures(300, 0.05)).toBeLessThanOrEqual(0.07);
});

test('a build that is slower by twelve per cent at a margin of five is failed in at least 95 of 100 runs', () => {
  expect(shareOfFailures(100, 0.12)).toBeGreaterThanOrEqual(0.95);
});
