import type { ChangedAnswer, GivenAnswer } from '#harness/domain/answer-change.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import type { Iteration } from '#harness/domain/measured.ts';
import { isOfAnswers } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { mean } from '#harness/stats/moments.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';
import type { Unreadable } from './unreadable.ts';
import { isProductFault, type MeasuredLaunch } from '#harness/domain/outcome.ts';
import { answerValue } from '#harness/compare/launches/values.ts';

/** One question as both builds answered it. */
export type AnswerPair = {
  readonly questionId: number;
  /** Questions of one image are not independent. */
  readonly imageId: number;
  readonly answerType: string;
  readonly questionType: string;
  readonly baseline: Iteration;
  /** Null where the candidate was asked and did not answer, by a product fault or otherwise, or alone cannot read the image. */
  readonly candidate: Iteration | null;
};

/** The number of a question's image where a run does not say: VQAv2 numbers the questions of image i from 1000 · i on. */
const QUESTIONS_PER_IMAGE = 1000;

/**
 * Pairs the answers question by question, over all counted launches: launches walk through the dataset, so that no single
 * one has seen every question. A question that was asked again counts once, with the mean of its scores; `answersVary`
 * says where decoding was not repeatable. Questions that only the baseline answered count where a product fault of the candidate is why:
 * the same block of both builds, of another run as well, asks the same questions. So do those of a block that the candidate was
 * measured in beside it: it was asked them, and they are not answered.
 */
export function pairAnswers(
  baseline: LaunchGroup,
  candidate: LaunchGroup,
  questions: ReadonlyMap<number, AskedQuestion>,
  { excluded, failed: unread }: Unreadable,
): readonly AnswerPair[] {
  const now = answersOf(candidate.launches);
  const failed = blocksFailed(candidate);
  const areBeside = baseline.armLaunches.runId === candidate.armLaunches.runId;
  const asked = new Set(areBeside ? candidate.launches.map(({ slot }) => slot.block) : []);
  return [...answersOf(baseline.launches)].flatMap(([questionId, { iteration: old, block }]) => {
    if (excluded.has(questionId) || unread.baseline.has(questionId)) return [];
    const isUnread = unread.candidate.has(questionId);
    const answer = isUnread ? null : (now.get(questionId)?.iteration ?? null);
    if (answer === null && !isUnread && !failed(block) && !asked.has(block)) return [];
    const question = questions.get(questionId);
    return [
      {
        questionId,
        imageId: question?.imageId ?? Math.floor(questionId / QUESTIONS_PER_IMAGE),
        answerType: question?.answerType ?? '',
        questionType: question?.questionType ?? '',
        baseline: old,
        candidate: answer,
      },
    ];
  });
}

/**
 * Accuracy or agreement over all questions that a build answered, each counted once; null where none is scored, and for other
 * metrics. Images that the candidate alone cannot read count as wrong. Launches ask different questions, so that no mean of launches is the mean of the questions.
 */
export function overAllQuestions(
  metric: MetricId,
  group: LaunchGroup,
  { excluded, failed }: Unreadable,
): number | null {
  if (!isOfAnswers(metric)) return null;
  const unread = group.armLaunches.arm === 'candidate' ? failed.candidate : new Map();
  const isCounted = (id: number): boolean => !excluded.has(id) && !failed.baseline.has(id) && !unread.has(id);
  const values = [...answersOf(group.launches)].flatMap(([id, { iteration }]) => {
    const value = answerValue(metric, iteration);
    return value === null || !isCounted(id) ? [] : value;
  });
  return values.length === 0 ? null : mean([...values, ...Array.from(unread, () => 0)]);
}

/** Whether both builds gave one answer: the same output tokens, the same text and the same score. No single one proves it. */
export function isSameAnswer({ baseline, candidate }: AnswerPair): boolean {
  return (
    candidate?.tokenIdsSha256 === baseline.tokenIdsSha256 &&
    isSameText(baseline, candidate) &&
    isSameWhereKnown(baseline.score, candidate.score) &&
    isSameWhereKnown(baseline.agrees, candidate.agrees)
  );
}

/** Equal tokens are equally many and make equal texts, in one build as in two. */
export function isSameText(
  one: Pick<Iteration, 'answer' | 'tokenCount'>,
  other: Pick<Iteration, 'answer' | 'tokenCount'>,
): boolean {
  return one.answer === other.answer && one.tokenCount === other.tokenCount;
}

function isSameWhereKnown<T>(before: T | null, now: T | null): boolean {
  return before === null || now === null || before === now;
}

/**
 * Candidate less baseline, in accuracy or in agreement with the answer that most people gave; an unanswered question
 * counts as wrong. Null where the question is not scored.
 */
export function answerDifference(metric: MetricId, { baseline, candidate }: AnswerPair): number | null {
  const before = answerValue(metric, baseline);
  const now = candidate === null ? 0 : answerValue(metric, candidate);
  return before === null || now === null ? null : now - before;
}

/** The same of accuracy. */
export function scoreChange(pair: AnswerPair): number | null {
  return answerDifference('answerAccuracy', pair);
}

export function changedAnswer(pair: AnswerPair): ChangedAnswer {
  const { questionId, baseline, candidate } = pair;
  return {
    questionId,
    baseline: given(baseline),
    candidate: candidate === null ? null : given(candidate),
    scoreChange: scoreChange(pair),
  };
}

/** Whether one build gave one question different answers: its decoding is not repeatable. */
export function answersVary(group: LaunchGroup): boolean {
  const first = answersOf(group.launches);
  return group.launches.some((launch) =>
    launch.outcome.iterations.some((iteration) => {
      const before = first.get(iteration.questionId)?.iteration;
      return (
        iteration.phase === 'measured' &&
        before !== undefined &&
        (before.tokenIdsSha256 !== iteration.tokenIdsSha256 || !isSameText(before, iteration))
      );
    }),
  );
}

type Answered = { readonly iteration: Iteration; readonly block: number };

/** The same launches are asked for by metric, pair and warning. */
const remembered = new WeakMap<readonly MeasuredLaunch[], ReadonlyMap<number, Answered>>();

/** The first answer to each question, with the score of all answers to it. */
function answersOf(launches: readonly MeasuredLaunch[]): ReadonlyMap<number, Answered> {
  const answers = remembered.get(launches) ?? firstAnswers(launches);
  remembered.set(launches, answers);
  return answers;
}

function firstAnswers(launches: readonly MeasuredLaunch[]): ReadonlyMap<number, Answered> {
  const given = launches.flatMap(({ outcome, slot }) =>
    outcome.iterations
      .filter(({ phase }) => phase === 'measured')
      .map((iteration): Answered => ({ iteration, block: slot.block })),
  );
  const byQuestion = Map.groupBy(given, ({ iteration }) => iteration.questionId);
  return new Map([...byQuestion].flatMap(([id, [first, ...again]]) => (first ? [[id, overall(first, again)]] : [])));
}

/** A build that answers rightly once and wrongly from then on does not answer rightly. */
function overall(first: Answered, again: readonly Answered[]): Answered {
  const all = [first, ...again].map(({ iteration }) => iteration);
  const { score, agrees } = first.iteration;
  if (all.every((other) => other.score === score && other.agrees === agrees)) return first;
  const agreeing = all.filter((other) => other.agrees === true).length;
  return {
    ...first,
    iteration: {
      ...first.iteration,
      score: mean(all.flatMap((other) => other.score ?? [])),
      agrees: agrees === null ? null : 2 * agreeing > all.length,
    },
  };
}

/** Questions to which a build gave answers of different scores. */
export function unsteadyQuestions({ launches }: LaunchGroup): ReadonlySet<number> {
  const answers = launches.flatMap(({ outcome }) => outcome.iterations.filter(({ phase }) => phase === 'measured'));
  const byQuestion = [...Map.groupBy(answers, ({ questionId }) => questionId)];
  return new Set(
    byQuestion.flatMap(([id, own]) =>
      own.some(({ score, agrees }) => score !== own[0]?.score || agrees !== own[0]?.agrees) ? [id] : [],
    ),
  );
}

/**
 * Whether a block of a build came to nothing by its own fault: its last try was a product fault, or it was not tried any
 * more after one. A launch that the lab lost says nothing of the build's answers.
 */
function blocksFailed({ attempts }: LaunchGroup): (block: number) => boolean {
  const last = new Map(attempts.map((launch) => [launch.slot.block, launch]));
  const final = attempts.at(-1);
  return (block) => {
    const end = last.get(block) ?? final;
    return end !== undefined && isProductFault(end);
  };
}

function given({ answer, tokenCount, score, finishReason }: Iteration): GivenAnswer {
  return { text: answer, tokens: tokenCount, score, ...(finishReason === undefined ? {} : { finishReason }) };
}
