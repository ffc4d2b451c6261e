import type { Interval } from '#harness/domain/comparison.ts';
import type { AccuracyByType, AnswerChange } from '#harness/domain/answer-change.ts';
import { ABSENT, whole } from '#harness/text/numbers.ts';
import { changeText, marginText, quantity, scaleFor } from '#harness/text/quantities.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { AccuracyRow, AccuracyView } from './answers-view.ts';
import type { Tone } from './fact.ts';
import type { IntervalLine } from './matrix-view.ts';
import { readable } from '#harness/text/sentences.ts';
import { confidenceText } from '#harness/text/chances.ts';

/** VQAv2 has 65 question types: the others are folded away. */
const MOST_QUESTION_TYPES = 8;
const LONGEST_TYPE = 40;
const ACCURACY = scaleFor('ratio', 1);
const CHANGE = { metric: 'answerAccuracy', scale: 'absolute' } as const;

/** Null where nothing is scored. */
export function accuracyView({ byType }: Pick<AnswerChange, 'byType'>, suite: Suite): AccuracyView | null {
  if (byType.length === 0) return null;
  const answerTypes = byType.filter(({ by }) => by === 'answerType').toSorted((a, b) => shift(a) - shift(b));
  const questionTypes = byType.filter(({ by }) => by === 'questionType').toSorted((a, b) => points(a) - points(b));
  const margin = suite.margins.find(({ metric }) => metric === 'answerAccuracy')?.absolute ?? null;
  const rowOf = (of: AccuracyByType): AccuracyRow => accuracyRow(of, margin);
  return {
    intervalName: intervalName(byType.flatMap(({ change }) => change ?? [])),
    answerTypes: answerTypes.map(rowOf),
    questionTypes: questionTypes.slice(0, MOST_QUESTION_TYPES).map(rowOf),
    moreQuestionTypes: questionTypes.slice(MOST_QUESTION_TYPES).map(rowOf),
    bandMeaning:
      margin === null
        ? ''
        : `The band is the margin of accuracy as a whole, ${marginText(margin, CHANGE)}; no type has one of its own.`,
  };
}

function accuracyRow(of: AccuracyByType, margin: number | null): AccuracyRow {
  return {
    type: readable(of.type, LONGEST_TYPE),
    questions: whole(of.questions),
    baseline: quantity(of.baseline, ACCURACY),
    candidate: quantity(of.candidate, ACCURACY),
    change: textOf(of.change),
    tone: toneOf(of.change),
    line: lineOf(of.change, margin),
  };
}

/** Turned so that larger is worse, as in every picture of changes. */
function lineOf(change: Interval | null, margin: number | null): IntervalLine | null {
  if (change === null || margin === null || margin <= 0) return null;
  const worse = (value: number): number => -value / margin;
  return { low: worse(change.high), estimate: worse(change.estimate), high: worse(change.low) };
}

function textOf(change: Interval | null): string {
  return change === null ? ABSENT : changeText(change, CHANGE);
}

/** No verdict: an interval of one type among many says where to look. */
function toneOf(change: Interval | null): Extract<Tone, 'notice' | 'good' | 'neutral'> {
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
