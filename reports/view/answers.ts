import type { AnswerChange, Assessment } from '#harness/domain/comparison.ts';
import type { Iteration, Launch } from '#harness/domain/launch.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';
import { deviceName } from './names.ts';
import { count, percent, trimmed } from './quantity.ts';
import type { AnswerExample, AnswersView } from './report-view.ts';
import { listed, readable } from './text.ts';
import { provenanceView } from './wording.ts';

/** Enough to see what kind of change it is; all of them are in the run. */
const MOST_EXAMPLES = 8;
const LONGEST_ANSWER = 200;

export function answersViews(assessment: Assessment, run: Run, baselineRun: Run | null): readonly AnswersView[] {
  return assessment.answerChanges.map((change) => {
    const { questions, changed, better, worse } = change;
    const device = assessment.devices.find(({ id }) => id === change.deviceId);
    return {
      device: deviceName(change.deviceId, assessment),
      badge: device === undefined ? null : provenanceView(device.provenance).badge,
      pass: readable(change.passId, 60),
      questions: count(questions, 'question'),
      isChanged: changed > 0,
      changed: `${changed} (${percent(changed, questions)})`,
      better: String(better),
      worse: String(worse),
      sentence: `${changed} of ${count(questions, 'answer')} changed: ${better} for the better, ${worse} for the worse, ${changed - better - worse} with the same score.`,
      examples: changed === 0 ? [] : examples(change, run, baselineRun),
    };
  });
}

/** Passes in which nothing changed need one sentence together; null when there is none. */
export function unchangedSentence(views: readonly AnswersView[]): string | null {
  const unchanged = views.filter(({ isChanged }) => !isChanged);
  if (unchanged.length === 0) return null;
  const passes = [...new Set(unchanged.map(({ pass }) => pass))];
  const where = unchanged.length === views.length ? 'every pass on every device' : `the passes ${listed(passes)}`;
  return `Both builds gave the same output tokens for every question in ${where}: accuracy is equal there by identity.`;
}

function examples(change: AnswerChange, run: Run, baselineRun: Run | null): readonly AnswerExample[] {
  const after = firstAnswers(run.launches, change, 'candidate');
  // A baseline that was measured beside the candidate is in its run; in a stored run of its own it was the candidate.
  const before =
    run.baseline !== null || baselineRun === null
      ? firstAnswers(run.launches, change, 'baseline')
      : firstAnswers(baselineRun.launches, change, 'candidate');
  const changed = [...after].flatMap(([question, now]) => {
    const old = before.get(question);
    return old === undefined || old.tokenIdsSha256 === now.tokenIdsSha256 ? [] : [{ question, old, now }];
  });
  return changed
    .toSorted((a, b) => gain(a.old, a.now) - gain(b.old, b.now) || a.question - b.question)
    .slice(0, MOST_EXAMPLES)
    .map(({ question, old, now }) => ({
      question: String(question),
      baseline: readable(old.answer, LONGEST_ANSWER),
      candidate: readable(now.answer, LONGEST_ANSWER),
      score: old.score === null || now.score === null ? null : `${trimmed(old.score)} → ${trimmed(now.score)}`,
    }));
}

function firstAnswers(launches: readonly Launch[], change: AnswerChange, arm: Arm): ReadonlyMap<number, Iteration> {
  const answers = new Map<number, Iteration>();
  for (const { deviceId, slot, outcome } of launches) {
    if (deviceId !== change.deviceId || slot.pass !== change.passId || slot.arm !== arm) continue;
    if (outcome.kind !== 'measured') continue;
    for (const iteration of outcome.iterations) {
      if (!answers.has(iteration.questionId)) answers.set(iteration.questionId, iteration);
    }
  }
  return answers;
}

function gain(old: Iteration, now: Iteration): number {
  return (now.score ?? 0) - (old.score ?? 0);
}
