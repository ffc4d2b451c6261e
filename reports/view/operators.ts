import type { Assessment } from '#harness/domain/assessment.ts';
import type { Differing } from '#harness/domain/model-change.ts';
import type { GraphTimesChange, OperatorChange, OperatorChanges } from '#harness/domain/operator-change.ts';
import { ABSENT, count, signed, trimmed } from '#harness/text/numbers.ts';
import { type PrintScale, quantity, scaleFor } from '#harness/text/quantities.ts';
import { readable } from '#harness/text/sentences.ts';
import { nameOfDevice } from './names.ts';
import type { GraphTimesView, OperatorRow, OperatorsView } from './operators-view.ts';

/** What does not fit a table is counted. */
const MOST_OPERATORS = 10;
const NS_PER_MS = 1e6;

/** Where the time of model graphs differs between the builds; empty where nobody looked. */
export function operatorsViews(assessment: Assessment): readonly OperatorsView[] {
  return (assessment.operatorChanges ?? []).map((changes) => ({
    where: `${nameOfDevice(changes.deviceId, assessment)}, pass ${readable(changes.passId, 60)}`,
    sentence: largest(changes),
    meaning: `From one launch of each build with ${count(changes.questions, 'question')}, after those that were measured. The runtime profiled these launches, which makes a model slower: this shows where a change is, and decides nothing. Calls and times are those of one question.`,
    unknown: changes.unknown.map((each) => readable(each, 300)),
    graphs: changes.graphs.map((graph) => graphView(graph, changes.questions)),
  }));
}

/** The operator that differs most, in words. */
function largest({ graphs, questions }: OperatorChanges): string {
  const [first] = graphs
    .flatMap(({ name, operators }) => operators.slice(0, 1).map((operator) => ({ name, operator })))
    .toSorted((one, other) => Math.abs(differenceNs(other.operator)) - Math.abs(differenceNs(one.operator)));
  if (first === undefined || differenceNs(first.operator) === 0) return 'No operator shows a difference.';
  const { operator, name } = first;
  const ms = differenceNs(operator) / questions / NS_PER_MS;
  const only =
    operator.baseline === null
      ? ', which only the candidate has'
      : operator.candidate === null
        ? ', which only the baseline has'
        : '';
  const size = quantity(Math.abs(ms), scaleFor('ms', ms));
  return `The largest difference is that of ${readable(operator.operator, 60)} in ${readable(name, 100)}${only}: ${size} ${ms > 0 ? 'more' : 'less'} for a question.`;
}

function graphView({ name, baselineName, totalNs, operators }: GraphTimesChange, questions: number): GraphTimesView {
  const most = Math.max(totalNs.baseline ?? 0, totalNs.candidate ?? 0) / questions / NS_PER_MS;
  const scale = scaleFor('ms', most);
  const shown = operators.slice(0, MOST_OPERATORS);
  const rest = operators.length - shown.length;
  const before = baselineName === undefined ? '' : ` (in the baseline ${readable(baselineName, 100)})`;
  return {
    name: `${readable(name, 100)}${before}`,
    rows: [
      {
        operator: 'All operators',
        baseline: timeText(totalNs.baseline, questions, scale),
        candidate: timeText(totalNs.candidate, questions, scale),
        difference: differenceText({ baseline: totalNs.baseline, candidate: totalNs.candidate }, questions, scale),
        isPart: false,
      },
      ...shown.map((operator) => operatorRow(operator, questions, scale)),
      ...(rest > 0 ? [{ operator: count(rest, 'more type'), ...NOTHING, isPart: true }] : []),
    ],
  };
}

const NOTHING = { baseline: '', candidate: '', difference: '' };

function operatorRow(change: OperatorChange, questions: number, scale: PrintScale): OperatorRow {
  const { operator, baseline, candidate } = change;
  const cell = (sums: OperatorChange['baseline']): string => {
    if (sums === null) return ABSENT;
    const calls = sums.calls / questions;
    return `${trimmed(calls, 1)} × · ${timeText(sums.totalNs, questions, scale)}`;
  };
  return {
    operator: readable(operator, 60),
    baseline: cell(baseline),
    candidate: cell(candidate),
    difference: differenceText(
      { baseline: baseline?.totalNs ?? null, candidate: candidate?.totalNs ?? null },
      questions,
      scale,
    ),
    isPart: true,
  };
}

function timeText(totalNs: number | null, questions: number, scale: PrintScale): string {
  return totalNs === null ? ABSENT : quantity(totalNs / questions / NS_PER_MS, scale);
}

function differenceText(
  { baseline, candidate }: Differing<number | null>,
  questions: number,
  { unit, divisor, decimals }: PrintScale,
): string {
  const ms = ((candidate ?? 0) - (baseline ?? 0)) / questions / NS_PER_MS;
  return `${signed(ms / divisor, decimals)} ${unit}`;
}

function differenceNs({ baseline, candidate }: OperatorChange): number {
  return (candidate?.totalNs ?? 0) - (baseline?.totalNs ?? 0);
}
