/** Test support: a suite with four passes, like a release suite but shorter. */
import type { Protocol, Suite, Workload } from '#harness/domain/suite.ts';

const PROTOCOL: Protocol = {
  blocks: 12,
  looks: [],
  fewestToPass: 0,
  discardFirstLaunch: true,
  warmupIterations: 3,
  iterationsPerLaunch: 12,
  cycles: 1,
  footprintIntervalMs: null,
  energyRefreshes: null,
  launchTimeoutMs: 120_000,
  readiness: { minBatteryPercent: 30, maxBatteryPercent: 100, pollMs: 5000, timeoutMs: 300_000 },
};

const WORKLOAD: Workload = {
  id: 'shapes-short',
  model: 'fastvlm-0.5b',
  dataset: 'shapes-vqa',
  subset: 'gate',
  promptTemplate: '{question} Answer the question using a single word or phrase.',
  imageSizePx: null,
  maxOutputTokens: 32,
};

/** @param isLookedAt whether a pass may end early, at a quarter, a half and three quarters of its blocks */
export function fixtureSuite(blocks: number, isLookedAt = false): Suite {
  const few = Math.max(2, Math.ceil(blocks / 2));
  const looks = (planned: number): readonly number[] =>
    isLookedAt ? [0.25, 0.5, 0.75].map((part) => Math.round(part * planned)).filter((look) => look >= 3) : [];
  return {
    id: 'release',
    version: 3,
    title: 'Everything that a release depends on: accuracy, latency, memory and energy',
    passes: [
      {
        id: 'latency',
        workload: WORKLOAD,
        protocol: { ...PROTOCOL, blocks, looks: looks(blocks) },
        metrics: [
          'timeToFirstToken',
          'preprocess',
          'visionEncode',
          'prefill',
          'decodeRate',
          'endToEnd',
          'modelLoadCold',
        ],
      },
      {
        id: 'memory',
        workload: WORKLOAD,
        protocol: {
          ...PROTOCOL,
          blocks: few,
          looks: looks(few),
          discardFirstLaunch: false,
          cycles: 12,
          footprintIntervalMs: 100,
        },
        metrics: ['peakMemory', 'leakPerCycle', 'modelSize'],
      },
      {
        id: 'energy',
        workload: WORKLOAD,
        protocol: { ...PROTOCOL, blocks: few, looks: looks(few), discardFirstLaunch: false, energyRefreshes: 20 },
        metrics: ['energyPerAnswer', 'averagePower'],
      },
      {
        id: 'accuracy',
        workload: WORKLOAD,
        protocol: { ...PROTOCOL, blocks: 1, discardFirstLaunch: false, iterationsPerLaunch: 240 },
        metrics: ['answerAccuracy'],
      },
    ],
    margins: [
      { metric: 'timeToFirstToken', percent: 5, absolute: null, severity: 'block' },
      { metric: 'preprocess', percent: 10, absolute: null, severity: 'block' },
      { metric: 'visionEncode', percent: 5, absolute: null, severity: 'block' },
      { metric: 'prefill', percent: 5, absolute: null, severity: 'block' },
      { metric: 'decodeRate', percent: 5, absolute: null, severity: 'block' },
      { metric: 'endToEnd', percent: 5, absolute: null, severity: 'block' },
      { metric: 'modelLoadCold', percent: 10, absolute: null, severity: 'block' },
      { metric: 'peakMemory', percent: 3, absolute: null, severity: 'block' },
      { metric: 'leakPerCycle', percent: null, absolute: 1_000_000, severity: 'block' },
      { metric: 'modelSize', percent: 5, absolute: null, severity: 'block' },
      { metric: 'energyPerAnswer', percent: 8, absolute: null, severity: 'block' },
      { metric: 'averagePower', percent: 8, absolute: null, severity: 'warn' },
      { metric: 'answerAccuracy', percent: null, absolute: 0.01, severity: 'block' },
    ],
  };
}
