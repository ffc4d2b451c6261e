import { assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { CRASH } from '#harness/compare/run.fixture.ts';
import type { Comparison, DeviceModelComparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { viewReport } from '#reports/view/view.ts';
import type { ReportView } from '#reports/view/report-view.ts';
import { decide, POLICIES } from './decide.ts';
import { judgeFaults } from './faults.ts';
import { type Drawn, draws, runAtLeastAsGood, runOf } from './random-run.fixture.ts';

const policies = constantFrom(POLICIES.pr, POLICIES.release);
const RUNS = { numRuns: 150, seed: 20_260_101 };

type Judged = { readonly assessment: Assessment; readonly decision: Decision };

function judge(drawn: Drawn, policy: Decision['policy']): Judged {
  const assessment = assess({ ...drawn, seed: 20_260_101 });
  return { assessment, decision: decide(assessment, policy) };
}

function isDeciding({ metric, severity }: Comparison | DeviceModelComparison): boolean {
  return severity === 'block' && METRICS[metric].role !== 'secondary';
}

function isUnharmed({ verdict }: Comparison | DeviceModelComparison): boolean {
  return verdict.kind !== 'inconclusive' && verdict.kind !== 'regression';
}

test('no run passes without a comparison that decides and shows the candidate to be unharmed, or without a launch', () => {
  assert(
    property(draws, policies, (draw, policy) => {
      const drawn = runOf(draw);
      const { assessment, decision } = judge(drawn, policy);
      if (decision.kind !== 'pass') return;
      expect(drawn.run.launches.some(({ outcome }) => outcome.kind === 'measured')).toBe(true);
      if (draw.design === 'alone') return;
      const deciding = [...assessment.comparisons, ...assessment.deviceModels].filter(isDeciding);
      expect(deciding.some(isUnharmed)).toBe(true);
    }),
    RUNS,
  );
});

test('no candidate fails that is at least as good as its baseline in every block of every metric', () => {
  assert(
    property(draws, policies, (draw, policy) => {
      const { decision } = judge(runAtLeastAsGood(draw), policy);
      expect(decision.reasons.map(({ message }) => message).join('\n') + decision.kind).not.toMatch(/fail$/);
    }),
    RUNS,
  );
});

test('no candidate passes that takes four times as long, uses four times as much or answers wrongly every time', () => {
  assert(
    property(draws, policies, (draw, policy) => {
      const { assessment, decision } = judge(runOf({ ...draw, factor: 4 }), policy);
      const isSeen = assessment.comparisons.some(({ metric, baseline }) => {
        const canGetWorse = !METRICS[metric].label.startsWith('Answer') || baseline.values.some((value) => value > 0);
        return metric !== 'modelSize' && canGetWorse;
      });
      const mayPass = draw.design === 'alone' || !isSeen || draw.spread === 'negative';
      expect(mayPass || decision.kind !== 'pass').toBe(true);
    }),
    RUNS,
  );
});

test('no candidate passes that crashes at every launch; it fails where its baseline ran without a fault', () => {
  assert(
    property(draws, policies, (draw, policy) => {
      const crashes = { ...draw.crashes, candidate: 100 };
      const { assessment, decision } = judge(runOf({ ...draw, crashes }), policy);
      const before = assessment.faultRates.baseline;
      const isHealthy = before === null || (before.launches > 0 && before.faults === 0);
      expect(isHealthy ? ['fail'] : ['fail', 'inconclusive']).toContain(decision.kind);
    }),
    RUNS,
  );
});

test('one more crash of the candidate never makes faults do less', () => {
  assert(
    property(draws, integer({ min: 0, max: 1000 }), (draw, which) => {
      const drawn = runOf(draw);
      const ran = drawn.run.launches.filter(
        ({ slot, outcome }) => slot.arm === 'candidate' && outcome.kind === 'measured',
      );
      const crashing = ran[which % Math.max(1, ran.length)];
      const launches = drawn.run.launches.map((launch) =>
        launch === crashing ? { ...launch, outcome: CRASH } : launch,
      );
      const effectOf = (run: Run): number => {
        const { fails, blocks, doubts } = judgeFaults(assess({ ...drawn, run, seed: 1 }));
        return fails.length > 0 ? 3 : blocks.length > 0 ? 2 : doubts.length;
      };
      expect(effectOf({ ...drawn.run, launches })).toBeGreaterThanOrEqual(effectOf(drawn.run));
    }),
    { ...RUNS, numRuns: 80 },
  );
});

test('the headline and the rows of a report never contradict each other', () => {
  assert(
    property(draws, policies, (draw, policy) => {
      const drawn = runOf(draw);
      const { assessment, decision } = judge(drawn, policy);
      const view = viewReport({ ...drawn, assessment, decision, calibrations: [], thumbnails: new Map() });
      expect(contradictions(view, decision)).toEqual([]);
    }),
    RUNS,
  );
});

test('the order of launches and of keys in files changes no decision', () => {
  assert(
    property(draws, policies, (draw, policy) => {
      const { run, baselineRun } = runOf(draw);
      const { decision } = judge({ run, baselineRun }, policy);
      const turnedRuns = {
        run: parseRun(turned(run), 'turned'),
        baselineRun: baselineRun === null ? null : parseRun(turned(baselineRun), 'turned'),
      };
      expect(judge(turnedRuns, policy).decision).toEqual(decision);
    }),
    { ...RUNS, numRuns: 80 },
  );
});

/** What the headline says against what stands in the rows. */
function contradictions(view: ReportView, decision: Decision): readonly string[] {
  const { word, sentence } = view.decision;
  const rows = [
    ...view.deviceModels.flatMap((model) => model.rows),
    ...view.devices.flatMap((device) => device.comparisons),
  ];
  const regressed = rows.filter(
    ({ verdict, role, isBlocking }) => verdict.kind === 'regression' && role !== 'secondary' && isBlocking,
  );
  const hasFault = decision.reasons.some(({ kind }) => kind === 'productFault');
  const found: string[] = [];
  if (word === 'PASS' && regressed.length > 0) found.push(`${word} above ${regressed[0]?.label}: regression`);
  if (word === 'PASS' && !rows.some(({ verdict }) => ['noRegression', 'improvement', 'drift'].includes(verdict.kind))) {
    found.push('PASS above rows of which none is unharmed');
  }
  if (word === 'MEASURED' && rows.length > 0) found.push('MEASURED above comparisons');
  if (word === 'FAIL' && regressed.length === 0 && !hasFault) found.push('FAIL without a row that regressed');
  if (/regressed beyond the margin/.test(sentence) && regressed.length === 0)
    found.push(`"${sentence}" without such a row`);
  if (word === 'INCONCLUSIVE' && decision.reasons.length === 0) found.push('INCONCLUSIVE without a reason');
  if (/No reason/.test(sentence) || sentence === '.') found.push(`an empty headline: "${sentence}"`);
  const named = rows.filter(({ label }) => sentence.toLowerCase().includes(`decide ${label.toLowerCase()}`));
  if (named.length > 0 && named.every(({ verdict }) => verdict.tone === 'good'))
    found.push(`"${sentence}" above ${named[0]?.label} in good order`);
  return [...found, ...claimContradictions(view, hasFault)];
}

/** What the claim and the answers below it say against what stands in the matrix and in the findings. */
function claimContradictions(
  { decision, summary, matrix, findings }: ReportView,
  hasFault: boolean,
): readonly string[] {
  const { claim, questions } = summary;
  const rows = matrix.groups.flatMap((group) => group.rows);
  const regressed = rows.filter(({ cells }) => cells.some(({ kind }) => kind === 'regression'));
  const isSize = /(slower|higher|lower|as long|as large)\b/.test(claim) && !claim.startsWith('Not proven');
  const [mayShip, howSure] = questions;
  const checks: readonly (readonly [boolean, string])[] = [
    [decision.word === 'FAIL' && !hasFault && !regressed.some(({ isBlocking }) => isBlocking), 'FAIL without a cell'],
    [decision.word === 'PASS' && regressed.some(({ isBlocking }) => isBlocking), 'PASS above a cell that regressed'],
    [isSize && decision.word !== 'FAIL', 'a size that no verdict has'],
    [
      isSize && !regressed.some(({ label }) => claim.toLowerCase().includes(label.split(',')[0]?.toLowerCase() ?? '?')),
      'no such row',
    ],
    [/^No regression (on|,)/.test(claim) && regressed.length > 0, 'a row regressed'],
    [claim === '' || claim.includes('undefined') || claim.includes('NaN'), 'no claim'],
    [(mayShip?.answer === 'Yes,') !== (decision.word === 'PASS'), `${decision.word}: ${mayShip?.answer}`],
    [(mayShip?.answer === 'No.') !== (decision.word === 'FAIL'), `${decision.word}: ${mayShip?.answer}`],
    [decision.word === 'INCONCLUSIVE' && howSure?.answer === 'Sure.' && !hasFault && isSize, 'sure of nothing'],
    [regressed.some(({ anchor }) => !findings.some((finding) => finding.anchor === anchor)), 'a row is no finding'],
    [
      matrix.counts.some(
        ({ kind, times }) => rows.flatMap(({ cells }) => cells).filter((cell) => cell.kind === kind).length !== times,
      ),
      'a count of other cells',
    ],
  ];
  return checks.flatMap(([isWrong, what]) => (isWrong ? [`"${claim}": ${what}`] : []));
}

/** The same data with launches in another order and the keys of every object turned round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, own]): [string, unknown] => [
        key,
        turned(key === 'launches' && Array.isArray(own) ? shuffled(own) : own),
      ]),
  );
}

/** Every third item first, then the others backwards. */
function shuffled(items: readonly unknown[]): readonly unknown[] {
  const isThird = (_: unknown, index: number): boolean => index % 3 === 0;
  return [...items.filter(isThird), ...items.filter((item, index) => !isThird(item, index)).toReversed()];
}
