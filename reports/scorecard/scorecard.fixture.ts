import type { ReleaseTarget } from '#harness/domain/release-plan.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type {
  CombinationScore,
  DriftUse,
  Level,
  Scorecard,
  Standing,
  TargetCell,
  TargetDoubt,
} from '#harness/domain/scorecard.ts';

const MB = 1_000_000;
const MINUTE_MS = 60_000;
const target = (changes: Partial<ReleaseTarget>): ReleaseTarget => ({
  id: 'latency',
  label: 'Inference latency',
  metric: 'endToEnd',
  as: 'level',
  how: 'time to first token and decode',
  known: 187,
  bounds: {},
  ...changes,
});

const TARGETS: readonly ReleaseTarget[] = [
  target({}),
  target({ id: 'modelSize', label: 'Model size', metric: 'modelSize', known: 412 * MB, how: 'all files of the model' }),
  target({ id: 'accuracy', label: 'VQAv2 accuracy', metric: 'answerAccuracy', known: 0.712, how: 'mean VQA score' }),
  target({ id: 'memory', label: 'Peak memory', metric: 'peakMemory', known: 892 * MB, how: 'largest footprint' }),
  target({
    id: 'energy',
    label: 'Answers per joule',
    metric: 'energyPerAnswer',
    as: 'answersPerJoule',
    known: null,
    how: 'against the last release',
  }),
];
const BOUNDS = [{ below: 180 }, { below: 400 * MB }, { above: 0.72 }, { below: 850 * MB }, { above: 0.1 }] as const;

function cells(levels: readonly (readonly [Standing, Level | null, TargetDoubt?])[]): readonly TargetCell[] {
  return TARGETS.map((own, index) => {
    const [standing, level, doubt = null] = levels[index] ?? ['notMeasured', null];
    return {
      target: own,
      bound: BOUNDS[index] ?? null,
      standing,
      doubt,
      level,
      runId: level === null ? null : 'run-1',
      toProve: null,
    };
  });
}

function combination(changes: Partial<CombinationScore>): CombinationScore {
  return {
    variant: 'Base',
    deviceModel: 'iPhone16,1',
    deviceName: 'iPhone 15 Pro',
    os: '26.1 (23B85)',
    decides: false,
    provenance: 'physical',
    counts: true,
    measuredAt: '2026-01-02T03:00:00.000Z',
    isStale: false,
    cells: [],
    ...changes,
  };
}

function drift(metric: MetricId, changes: Partial<DriftUse>): DriftUse {
  return {
    metric,
    budgetPercent: 5,
    usedPercent: 0,
    interval: null,
    waivedPercent: 0,
    runIds: ['run-1'],
    state: 'within',
    ...changes,
  };
}

/** Every part with something in it; the numbers are made up. */
export function aScorecard(changes: Partial<Scorecard> = {}): Scorecard {
  return {
    product: 'FastVLM',
    release: 'v1.0',
    madeAt: '2026-01-03T04:05:00.000Z',
    verdict: 'hold',
    reasons: [
      'Model load (cold) +14.0 % [11.0, 17.0] on iPhone 16 Pro, margin 8 %.',
      'Inference latency is not proven (the interval crosses the target).',
    ],
    candidate: { version: '1.0.0', builds: [{ label: 'FastVLM-Base', sha256: 'b01e4c77a912'.padEnd(64, '0') }] },
    comparedWith: [{ label: 'FastVLM-Base 0.9', sha256: '7d41c09be2aa'.padEnd(64, '0') }],
    pinned: { baseline: 'release', label: 'FastVLM-Base 0.9', sha256: '7d41c09be2aa'.padEnd(64, '0') },
    mayOverride: 'the release owner, with a reason',
    runIds: ['run-1', 'run-2'],
    deviceMs: 214 * MINUTE_MS,
    combinations: [
      combination({
        decides: true,
        cells: cells([
          ['notProven', { estimate: 176, low: 172, high: 181 }, { kind: 'crossesTarget' }],
          ['met', { estimate: 398 * MB, low: 398 * MB, high: 398 * MB }],
          ['met', { estimate: 0.729, low: 0.722, high: 0.736 }],
          ['missed', { estimate: 858 * MB, low: 851 * MB, high: 865 * MB }],
          ['met', { estimate: 0.13, low: 0.106, high: 0.154 }],
        ]),
      }),
      combination({
        variant: 'Tiny',
        deviceName: 'iPhone 15',
        provenance: 'virtual',
        counts: false,
        cells: cells([
          ['notProven', { estimate: 96, low: 94, high: 98 }, { kind: 'provenance', provenance: 'virtual' }],
          ['notMeasured', null],
          ['notMeasured', null, { kind: 'otherDataset', measured: 'shapes-vqa', wanted: 'vqav2-val' }],
        ]),
      }),
      combination({
        variant: 'Multilingual',
        deviceName: 'iPhone 16 Pro',
        os: null,
        provenance: null,
        counts: false,
        measuredAt: null,
        cells: cells([]),
      }),
    ],
    regressions: [
      { runId: 'run-2', message: 'Model load (cold) +14.0 % [11.0, 17.0] on iPhone 16 Pro, margin 8 %', waiver: null },
    ],
    waived: [
      {
        runId: 'run-1',
        message:
          'Average power +8.9 % [7.0, 10.0] on iPhone 15 Pro, margin 5 %; waived: up to 12 % until 2026-01-09 by the camera team: camera preview',
        waiver: { terms: 'up to 12 % until 2026-01-09 by the camera team: camera preview', daysLeft: 6 },
      },
    ],
    drift: [
      drift('endToEnd', { usedPercent: 1.7, interval: { lowPercent: 0.4, highPercent: 3, confidence: 0.9 } }),
      drift('peakMemory', {
        usedPercent: 6.1,
        interval: { lowPercent: 5.2, highPercent: 7, confidence: 0.9 },
        waivedPercent: 3,
        runIds: ['run-2', 'run-1', 'run-0'],
        state: 'over',
      }),
      drift('energyPerAnswer', { budgetPercent: 8, usedPercent: null, runIds: [], state: 'notCompared' }),
    ],
    answers: {
      deviceId: 'one',
      passId: 'accuracy',
      questions: 10_000,
      changed: 900,
      better: 412,
      worse: 289,
      pFlips: 0.001,
      meanTokens: { baseline: 2, candidate: 2 },
      answers: [],
      byType: [
        { by: 'answerType', type: 'yes/no', questions: 3760, baseline: 0.841, candidate: 0.846, change: null },
        { by: 'answerType', type: 'other', questions: 4930, baseline: 0.649, candidate: 0.668, change: null },
      ],
    },
    reliability: [
      { label: 'Crashes', faults: 0, launches: 1240, atMost: 0.0024 },
      { label: 'Hangs', faults: 1, launches: 1240, atMost: 0.0038 },
    ],
    coverage: {
      planned: 3,
      measured: 2,
      expected: [
        { name: 'Base on iPhone 15 Pro', suite: null, standing: 'measured' },
        { name: 'Tiny on iPhone 15', suite: null, standing: 'measured' },
        { name: 'Multilingual on iPhone 16 Pro', suite: null, standing: 'missing' },
      ],
      stale: [],
      missing: ['Multilingual on iPhone 16 Pro'],
      falseAlarms: { failed: 0, runs: 40, atMost: 0.072 },
    },
    external: [
      { label: 'Test coverage', file: 'lcov.info', state: 'met', message: '96.2 % of lines, 95 % required' },
      {
        label: 'Documentation',
        file: 'docs/release-checklist.md',
        state: 'missed',
        message: '17 of 18; open: Known limits',
      },
    ],
    next: [
      {
        what: 'Inference latency, Base on iPhone 15 Pro: with 40 more blocks it is proven, if its estimate is true.',
        deviceMs: 22 * MINUTE_MS,
      },
      { what: 'Documentation: 17 of 18; open: Known limits.', deviceMs: null },
    ],
    roadmap: ['v1.3', 'v2.0'].map((release) => ({
      release,
      cells: cells([['missed', { estimate: 176, low: 172, high: 181 }]]),
    })),
    ...changes,
  };
}
