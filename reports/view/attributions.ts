import type { Assessment } from '#harness/domain/assessment.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import { type Attribution, attributionsOf } from '#harness/explain/attribution.ts';
import type { Difference } from '#harness/explain/difference.ts';
import type { MovedQuestions } from '#harness/explain/moved-questions.ts';
import { imageKey, type ReportInput } from '#harness/ports/report.ts';
import { metricName } from '#harness/text/names.ts';
import { count, signed, signedTrimmed, trimmed, whole } from '#harness/text/numbers.ts';
import { quantity, scaleFor } from '#harness/text/quantities.ts';
import { readable } from '#harness/text/sentences.ts';
import type { AttributionView, MovedQuestionView } from './attributions-view.ts';
import { lengthChange } from './outputs.ts';
import type { Pictures } from './pictures.ts';
import { placesOf } from './places.ts';

const MOST_CAUSES = 4;
const LONGEST_QUESTION = 120;

export function attributionViews(input: ReportInput, pictures: Pictures): readonly AttributionView[] {
  const { assessment } = input;
  return attributionsOf(input).map((attribution) => {
    const asked = askedIn(attribution, input);
    const rest = attribution.causes.length - MOST_CAUSES;
    return {
      what: whatText(attribution, assessment),
      causes: [
        ...attribution.causes.slice(0, MOST_CAUSES).map(causeText),
        ...(rest > 0 ? [`and ${count(rest, 'other difference')}`] : []),
      ],
      sentence: attribution.questions === null ? '' : questionsSentence(attribution.questions),
      questions: [...movedRows(attribution, asked, pictures), ...lostRows(attribution, asked, pictures)],
    };
  });
}

type Asked = { readonly dataset: string; readonly byId: ReadonlyMap<number, AskedQuestion> };

function askedIn({ passId }: Attribution, { run, assessment }: ReportInput): Asked {
  const dataset = assessment.suite.passes.find(({ id }) => id === passId)?.workload.dataset ?? '';
  const own = run.questions.filter((question) => question.dataset === dataset);
  return { dataset, byId: new Map(own.map((question) => [question.id, question])) };
}

function whatText({ metric, passId, deviceIds }: Attribution, assessment: Assessment): string {
  const pass = assessment.suite.passes.length > 1 ? `, pass ${readable(passId, 60)}` : '';
  const places = deviceIds.map((deviceId) => ({ deviceId }));
  return `${metricName(metric)} ${placesOf(places, assessment)}${pass}`;
}

function causeText({ name, what }: Difference): string {
  const shown = readable(name, 100);
  return what.length === 0 ? shown : `${shown}: ${what.map((part) => readable(part, 200)).join(', ')}`;
}

function questionsSentence({ compared, slower, tokens }: MovedQuestions): string {
  const length = lengthChange({ meanTokens: tokens });
  const answers = length === '' || length === 'as long' ? 'Answers are as long as before.' : `Answers are ${length}.`;
  const all =
    compared === 1
      ? 'The one question'
      : slower === compared
        ? `All ${whole(compared)} questions`
        : `${whole(slower)} of ${count(compared, 'question')}`;
  return `${all} took longer. ${answers}`;
}

function movedRows({ questions }: Attribution, asked: Asked, pictures: Pictures): readonly MovedQuestionView[] {
  return (questions?.most ?? []).map(({ questionId, ms, tokens }) => {
    const scale = scaleFor('ms', Math.max(ms.baseline, ms.candidate));
    return {
      ...questionOf(questionId, asked, pictures),
      before: quantity(ms.baseline, scale),
      now: quantity(ms.candidate, scale),
      change: ms.baseline > 0 ? `${signed(100 * (ms.candidate / ms.baseline - 1), 1)} %` : '',
      tokens: `${trimmed(tokens.baseline, 1)} → ${trimmed(tokens.candidate, 1)} tokens`,
    };
  });
}

function lostRows({ lost }: Attribution, asked: Asked, pictures: Pictures): readonly MovedQuestionView[] {
  return lost.map(({ questionId, baseline, candidate, scoreChange }) => ({
    ...questionOf(questionId, asked, pictures),
    before: readable(baseline.text, LONGEST_QUESTION),
    now: candidate === null ? 'not answered' : readable(candidate.text, LONGEST_QUESTION),
    change: scoreChange === null ? '' : `score ${signedTrimmed(scoreChange)}`,
    tokens: candidate === null ? '' : `${trimmed(baseline.tokens)} → ${trimmed(candidate.tokens)} tokens`,
  }));
}

/** A run keeps only some of the questions. */
function questionOf(
  questionId: number,
  { dataset, byId }: Asked,
  pictures: Pictures,
): Pick<MovedQuestionView, 'question' | 'picture'> {
  const question = byId.get(questionId);
  if (question === undefined) return { question: `Question ${questionId}`, picture: null };
  const picture = pictures.indexOf(imageKey(dataset, question.imageId));
  return { question: readable(question.text, LONGEST_QUESTION), picture };
}
