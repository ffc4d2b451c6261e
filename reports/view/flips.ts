import type { ChangedAnswer, GivenAnswer } from '#harness/domain/answer-change.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import { count, signedTrimmed, trimmed } from '#harness/text/numbers.ts';
import { imageKey } from '#harness/ports/report.ts';
import type { Choice, FlipKind, FlipsView, FlipView } from './answers-view.ts';
import type { Tone } from './fact.ts';
import type { Pictures } from './pictures.ts';
import { readable } from '#harness/text/sentences.ts';

const LONGEST_QUESTION = 200;
const LONGEST_ANSWER = 200;
/** A type, or what one person says. */
const LONGEST_SAYING = 40;
/** How many different answers are listed one by one. */
const MOST_SAYINGS = 10;

/** How a kind of change is said; a flip is no verdict, so it has no word of one. */
export const FLIP_KINDS: Readonly<
  Record<FlipKind, { readonly word: string; readonly sign: string; readonly tone: Tone }>
> = {
  worse: { word: 'Worse', sign: '↘', tone: 'bad' },
  better: { word: 'Better', sign: '↗', tone: 'good' },
  same: { word: 'Same score', sign: '=', tone: 'neutral' },
  unscored: { word: 'Not scored', sign: '≠', tone: 'neutral' },
};
const KINDS: readonly FlipKind[] = ['worse', 'better', 'same', 'unscored'];

/** What a list of changed answers needs. */
export type FlipContext = {
  readonly dataset: string;
  /** By id, of that dataset. */
  readonly questions: ReadonlyMap<number, AskedQuestion>;
  readonly pictures: Pictures;
  /** Why questions are unanswered: `the app crashed`. */
  readonly fault: string;
};

export function flipsView(answers: readonly ChangedAnswer[], context: FlipContext): FlipsView {
  const rows = answers.map((answer) => flipView(answer, context));
  const unanswered = rows.filter(({ isAnswered }) => !isAnswered).length;
  const kinds = KINDS.map((kind) => ({
    value: kind,
    label: FLIP_KINDS[kind].word,
    times: rows.filter((row) => row.kind === kind).length,
  }));
  const types = [...Map.groupBy(rows, ({ answerType }) => answerType)].map(([type, own]) => ({
    value: type,
    label: type === '' ? 'not known' : type,
    times: own.length,
  }));
  return {
    rows,
    kinds: [...kinds, { value: 'unanswered', label: 'Not answered', times: unanswered }].flatMap(choice),
    answerTypes: types.toSorted((a, b) => a.label.localeCompare(b.label, 'en')).flatMap(choice),
  };
}

function choice({ value, label, times }: Choice & { readonly times: number }): readonly Choice[] {
  return times === 0 ? [] : [{ value, label: `${label} (${times})` }];
}

function flipView(answer: ChangedAnswer, { dataset, questions, pictures, fault }: FlipContext): FlipView {
  const { questionId, baseline, candidate, scoreChange } = answer;
  const asked = questions.get(questionId);
  const types = [asked?.answerType ?? '', asked?.questionType ?? ''].map((type) => readable(type, LONGEST_SAYING));
  return {
    question: asked === undefined ? `Question ${questionId}` : readable(asked.text, LONGEST_QUESTION),
    answerType: types[0] ?? '',
    about:
      asked === undefined
        ? ''
        : [...types, `question ${asked.originalId ?? questionId}`].filter((part) => part !== '').join(' · '),
    people: peopleText(asked?.answers ?? []),
    picture: asked === undefined ? null : pictures.indexOf(imageKey(dataset, asked.imageId)),
    alt: asked === undefined ? '' : `Image ${asked.imageId}`,
    baseline: textOf(baseline),
    baselineNote: noteOf(baseline),
    candidate: candidate === null ? `Not answered: ${fault}` : textOf(candidate),
    candidateNote: candidate === null ? (baseline.score === null ? '' : 'counts as wrong') : noteOf(candidate),
    isAnswered: candidate !== null,
    kind: kindOf(scoreChange),
    change: scoreChange === null ? '' : signedTrimmed(scoreChange),
  };
}

function kindOf(scoreChange: number | null): FlipKind {
  if (scoreChange === null) return 'unscored';
  if (scoreChange === 0) return 'same';
  return scoreChange < 0 ? 'worse' : 'better';
}

function textOf({ text }: GivenAnswer): string {
  return readable(text, LONGEST_ANSWER) || '(no text)';
}

function noteOf({ score, tokens, finishReason }: GivenAnswer): string {
  const length = `${count(tokens, 'token')}${finishReason === 'length' ? ', cut off' : ''}`;
  return score === null ? length : `score ${trimmed(score)} · ${length}`;
}

/** What people said, the most frequent first: `red ×7, pink ×3`. */
function peopleText(answers: readonly string[]): string {
  const groups = [...Map.groupBy(answers, (answer) => readable(answer, LONGEST_SAYING))]
    .map(([saying, own]) => ({ saying, times: own.length }))
    .toSorted((a, b) => b.times - a.times);
  const shown = groups
    .slice(0, MOST_SAYINGS)
    .map(({ saying, times }) => (answers.length === 1 ? saying : `${saying} ×${times}`));
  const rest = groups.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… and ${rest} more`] : [])].join(', ');
}
