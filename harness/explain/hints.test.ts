import { array, assert, boolean, constantFrom, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aBuild, aLaunch, aMeasured } from '#harness/compare/run.fixture.ts';
import type { Comparison, DeviceModelComparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { aComparison, anAssessment, aRegression, STRADDLES } from '#harness/gate/assessment.fixture.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { type Drawn, draws, fleets, runOf } from '#harness/gate/random-run.fixture.ts';
import type { Explained } from './facts.ts';
import { HINT_IDS, type Hint, type HintId } from './hint.ts';
import { answersOf, comparisons, grown, HINT_CASES, otherPhone, peak, worseRate } from './hint-cases.fixture.ts';
import { HINT_RULES } from './hint-rules.ts';
import { hintsOf } from './hints.ts';

function explained(assessment: Assessment, launches: Explained['run']['launches'] = []): Explained {
  return { run: { launches }, assessment, decision: decide(assessment, POLICIES.pr) };
}

function idsOf(assessment: Assessment, launches?: Explained['run']['launches']): readonly HintId[] {
  return hintsOf(explained(assessment, launches)).map(({ id }) => id);
}

test.each(HINT_IDS)('%s is said where what it asks for was found, and not where that is missing', (id) => {
  const { shown, notShown, launches } = HINT_CASES[id];
  expect(idsOf(shown, launches)).toContain(id);
  expect(idsOf(notShown, launches)).not.toContain(id);
});

test('every rule has a place in the list, a public page over https and sentences of its own', () => {
  expect(HINT_RULES.map(({ id }) => id).toSorted()).toEqual(HINT_IDS.toSorted());
  for (const { title, when, advice, reason, source } of HINT_RULES) {
    expect(source.url).toMatch(/^https:\/\/[a-z0-9.-]+\//);
    expect([advice, reason].every((text) => /^[A-Z].*\.$/.test(text))).toBe(true);
    expect([title, when].some((text) => text.endsWith('.'))).toBe(false);
  }
  expect(new Set(HINT_RULES.map(({ title }) => title)).size).toBe(HINT_RULES.length);
});

test('builds of the same code get no hint, whatever was measured', () => {
  const build = aBuild('same', { contentSha256: 'c' });
  const assessment = anAssessment(comparisons(['visionEncode'], ['prefill']), {
    baseline: { build, runId: 'run-1', design: 'remeasured' },
    candidate: { ...build, id: 'other' },
  });
  const decision: Decision = {
    kind: 'fail',
    policy: POLICIES.pr,
    reasons: [
      { kind: 'regression', deviceId: 'one', passId: 'latency', metric: 'visionEncode', phases: [], message: '' },
    ],
    notes: [],
  };
  expect(hintsOf({ run: { launches: [] }, assessment, decision })).toEqual([]);
});

test('a regression that does not hold among all comparisons of the run gets no hint', () => {
  const assessment = anAssessment(comparisons(['visionEncode'], ['prefill']));
  const doubted: Decision = { kind: 'inconclusive', policy: POLICIES.release, reasons: [], notes: [] };
  expect(hintsOf({ run: { launches: [] }, assessment, decision: doubted })).toEqual([]);
});

function allOf(drawn: Drawn): Explained {
  const assessment = assess({ ...drawn, seed: 20_260_101 });
  return { run: drawn.run, assessment, decision: decide(assessment, POLICIES.pr) };
}

/** What was found of a metric where a hint says that it got worse: the phone's own, or that of the phones of its model. */
function foundAt(hint: Hint, { assessment }: Explained): readonly (Comparison | DeviceModelComparison | undefined)[] {
  return hint.seen.flatMap(({ deviceIds, passId, metrics }) =>
    metrics.map((metric) => {
      const isOf = (own: Comparison | DeviceModelComparison): boolean => own.passId === passId && own.metric === metric;
      return (
        assessment.deviceModels.find((own) => isOf(own) && own.deviceIds.join() === deviceIds.join()) ??
        assessment.comparisons.find((own) => isOf(own) && [own.deviceId].join() === deviceIds.join())
      );
    }),
  );
}

const METRICS_OF_DRAWS: readonly MetricId[] = [
  'modelLoadCold',
  'timeToFirstToken',
  'preprocess',
  'visionEncode',
  'prefill',
  'decodeRate',
  'endToEnd',
  'peakMemory',
  'leakPerCycle',
  'energyPerAnswer',
  'sustainedThroughput',
];

/** Any verdict on any metric of two phones of other models. */
const assessments = record({
  kinds: array(constantFrom('regression', 'noRegression', 'drift', 'improvement', 'inconclusive'), {
    minLength: 2 * METRICS_OF_DRAWS.length,
    maxLength: 2 * METRICS_OF_DRAWS.length,
  }),
  isGrown: boolean(),
  tokens: constantFrom(8, 10, 14),
}).map(({ kinds, isGrown, tokens }) =>
  anAssessment(
    ['one', 'two'].flatMap((deviceId, at) =>
      METRICS_OF_DRAWS.map((metric, index) => {
        const kind = kinds[at * METRICS_OF_DRAWS.length + index] ?? 'noRegression';
        if (kind === 'inconclusive') return aComparison(metric, { deviceId, verdict: STRADDLES });
        if (kind !== 'regression') return aComparison(metric, { deviceId, verdict: { kind } });
        return METRICS[metric].better === 'lower'
          ? aRegression(metric, { deviceId })
          : { ...worseRate(metric), deviceId };
      }),
    ),
    { ...otherPhone, ...(isGrown ? grown : {}), answerChanges: answersOf(tokens), summaries: peak(7.2e9) },
  ),
);

test('of no run a hint names as worse what has another verdict, and there is none where nothing regressed', () => {
  let hinted = 0;
  const check = (of: Explained): void => {
    const hints = hintsOf(of);
    hinted += hints.length;
    for (const hint of hints) {
      const kinds = foundAt(hint, of).map((found) => found?.verdict.kind);
      expect(kinds.length).toBeGreaterThan(0);
      expect(new Set(kinds)).toEqual(new Set(['regression']));
    }
    const said = [...of.decision.reasons, ...of.decision.notes];
    const isAnythingWorse = said.some(({ kind }) => kind.toLowerCase().endsWith('regression'));
    expect(hints.length === 0 || isAnythingWorse).toBe(true);
  };
  const chosen = { numRuns: 60, seed: 20_260_101 };
  assert(
    property(draws, (draw) => check(allOf(runOf(draw)))),
    chosen,
  );
  assert(
    property(fleets, (draw) => check(allOf(runOf(draw)))),
    chosen,
  );
  assert(
    property(assessments, (assessment) => check(explained(assessment))),
    chosen,
  );
  // Or the property would hold of nothing.
  expect(hinted).toBeGreaterThan(50);
});

test('where the app reports what it may take, little memory is left of that', () => {
  const assessment = anAssessment(comparisons(['peakMemory'], []), { summaries: peak(3.1e9) });
  const place = { deviceId: 'one', pass: 'latency', block: 0, arm: 'candidate' } as const;
  const launches = [aLaunch(place, aMeasured({ memoryLimitBytes: 3.3e9 }))];
  expect(idsOf(assessment)).not.toContain('littleMemoryLeft');
  const hint = hintsOf(explained(assessment, launches)).find(({ id }) => id === 'littleMemoryLeft');
  expect(hint?.seen).toMatchObject([
    { detail: 'the peak is 3,100 MB of 3,300 MB that the system lets the app take: 6.1 % is left.' },
  ]);
});
