import type { AccuracyByType, AnswerChange, Interval } from '#harness/domain/comparison.ts';
import { ABSENT, whole } from '#harness/text/numbers.ts';
import { changeText, marginText, quantity, scaleFor } from '#harness/text/quantities.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { AccuracyRow, AccuracyView } from './answers-view.ts';
import type { ForestRow, ForestView } from './chart-view.ts';
import type { Tone } from './fact.ts';
import { readable } from '#harness/text/sentences.ts';
import { confidenceText } from '#harness/text/chances.ts';

/** VQAv2 has 65 question types: the others are folded away. */
const MOST_QUESTION_TYPES = 8;
const LONGEST_TYPE = 40;
const ACCURACY = scaleFor('ratio', 1);
const CHANGE = { metric: 'answerAccuracy', scale: 'absolute' } as const;
const POINT = 0.01;

/** Where the axis of the chart may end and be labelled, in percentage points. */
const STEPS = [1, 2, 5, 10, 20, 50] as const;

const SIGNS = { notice: '↘', good: '↗', neutral: '·' } as const satisfies { readonly [Of in Tone]?: string };

/** Null where nothing is scored. */
export function accuracyView({ byType }: Pick<AnswerChange, 'byType'>, suite: Suite): AccuracyView | null {
  if (byType.length === 0) return null;
  const answerTypes = byType.filter(({ by }) => by === 'answerType').toSorted((a, b) => shift(a) - shift(b));
  const questionTypes = byType.filter(({ by }) => by === 'questionType').toSorted((a, b) => points(a) - points(b));
  const margin = suite.margins.find(({ metric }) => metric === 'answerAccuracy')?.absolute ?? null;
  return {
    intervalName: intervalName(byType.flatMap(({ change }) => change ?? [])),
    answerTypes: answerTypes.map(accuracyRow),
    questionTypes: questionTypes.slice(0, MOST_QUESTION_TYPES).map(accuracyRow),
    moreQuestionTypes: questionTypes.slice(MOST_QUESTION_TYPES).map(accuracyRow),
    forest: typesForest(answerTypes, margin),
    bandMeaning:
      margin === null
        ? ''
        : `The band is the margin of accuracy as a whole, ${marginText(margin, CHANGE)}; no type has one of its own.`,
  };
}

function accuracyRow(of: AccuracyByType): AccuracyRow {
  return {
    type: readable(of.type, LONGEST_TYPE),
    questions: whole(of.questions),
    baseline: quantity(of.baseline, ACCURACY),
    candidate: quantity(of.candidate, ACCURACY),
    change: textOf(of.change),
    tone: toneOf(of.change),
  };
}

function typesForest(types: readonly AccuracyByType[], margin: number | null): ForestView | null {
  const rows = types.flatMap(forestRow);
  if (rows.length === 0) return null;
  const band = margin === null ? 0 : margin / POINT;
  const widest = Math.max(band, ...rows.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  const reach = 1.1 * widest;
  const step = STEPS.findLast((size) => size <= reach) ?? reach;
  return {
    rows,
    reach,
    band,
    ticks: [
      { at: -step, label: `+${step} pp` },
      { at: 0, label: '0' },
      { at: step, label: `−${step} pp` },
    ],
    description: `Change of accuracy by answer type: ${rows.map(({ label, text }) => `${label} ${text}`).join('; ')}.`,
  };
}

/** Turned so that larger is worse, as in every chart of changes. */
function forestRow({ type, change }: AccuracyByType): readonly ForestRow[] {
  if (change === null) return [];
  const tone = toneOf(change);
  const worse = (value: number): number => -value / POINT;
  return [
    {
      label: readable(type, LONGEST_TYPE),
      text: textOf(change),
      tone,
      sign: SIGNS[tone],
      low: worse(change.high),
      estimate: worse(change.estimate),
      high: worse(change.low),
    },
  ];
}

function textOf(change: Interval | null): string {
  return change === null ? ABSENT : changeText(change, CHANGE);
}

/** No verdict: an interval of one type among many says where to look. */
function toneOf(change: Interval | null): keyof typeof SIGNS {
  if (change !== null && change.high < 0) return 'notice';
  return change !== null && change.low > 0 ? 'good' : 'neutral';
}

function shift({ baseline, candidate }: AccuracyByType): number {
  return candidate - baseline;
}

/** How many points of score all questions of the type won. */
function points(of: AccuracyByType): number {
  return of.questions * shift(of);
}

function intervalName(changes: readonly Interval[]): string {
  if (changes.length === 0) return 'interval';
  return `${confidenceText(Math.min(...changes.map(({ confidence }) => confidence)))} interval`;
}
