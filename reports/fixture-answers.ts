/** Test support: questions, the answers that changed, and the accuracy by type that follows from them. */
import type { AccuracyByType, AnswerChange, ChangedAnswer } from '#harness/domain/answer-change.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import { imageKey } from '#harness/ports/report.ts';

const DATASET = 'shapes-vqa';
const QUESTIONS = 240;
const QUESTIONS_PER_IMAGE = 3;
const SUBJECTS = ['square', 'circle', 'triangle', 'large shape', 'shape on the left'];

/**
 * Question types with how often each stands among 24 questions, what is asked, and what the baseline, the candidate and
 * most people say to it.
 */
const KINDS = (
  [
    ['yes/no', 'is the', 3, 'Is the {} red?', ['no', 'maybe', 'yes']],
    ['yes/no', 'is there a', 2, 'Is there a {}?', ['no', 'maybe', 'yes']],
    ['yes/no', 'are there', 1, 'Are there shapes beside the {}?', ['yes', 'maybe', 'no']],
    ['yes/no', 'does the', 1, 'Does the {} touch the edge?', ['no', 'maybe', 'yes']],
    ['yes/no', 'is this', 2, 'Is this {} blue?', ['yes', 'maybe', 'no']],
    ['number', 'how many', 3, 'How many shapes are larger than the {}?', ['3', '4', '2']],
    ['number', 'what number is', 1, 'What number is on the {}?', ['7', '1', '17']],
    ['other', 'what color is the', 4, 'What color is the {}?', ['red', 'pink', 'orange']],
    ['other', 'what shape is the', 2, 'What shape is the object behind the {}?', ['circle', 'round', 'ball']],
    ['other', 'where is the', 2, 'Where is the {}?', ['left', 'corner', 'at the top']],
    ['other', 'what is on the', 1, 'What is on the {}?', ['dot', 'stripes', 'nothing']],
    ['other', 'which', 1, 'Which shape overlaps the {}?', ['square', 'box', 'triangle']],
    ['other', 'why is the', 1, 'Why is the {} dark?', ['shadow', 'night', 'in front of the light']],
  ] as const
).flatMap(([answerType, questionType, times, ask, words]) =>
  Array.from({ length: times }, () => ({ answerType, questionType, ask, words })),
);

/** VQA accuracy of the baseline; weighed by 90, 40 and 110 questions it is that of all of them. */
const BEFORE: Readonly<Record<string, number>> = { 'yes/no': 0.84, number: 0.48, other: 76.2 / 110 };

/** Answer type, score before and now (null: not answered), and how many such answers. */
type Change = readonly [type: string, before: number, now: number | null, times: number];

/**
 * What became of the answers: their changes, the two-sided p of `scipy.stats.binomtest(better, better + worse)`, and
 * lengths.
 */
type Flipped = { readonly changes: readonly Change[]; readonly pFlips: number | null; readonly tokensNow: number };
export type Flips = 'none' | 'worse' | 'even' | 'unanswered';

const TOKENS_BEFORE = 2.05;
const FLIPS: Readonly<Record<Flips, Flipped>> = {
  none: { changes: [], pFlips: null, tokensNow: TOKENS_BEFORE },
  // Six for the better and seventeen for the worse: 7.2 of 240 points are lost.
  worse: {
    pFlips: 0.034_689_664_840_698,
    tokensNow: 2.12,
    changes: [
      ['number', 1, 0, 2],
      ['other', 1, 0, 1],
      ['number', 0.9, 0.3, 2],
      ['other', 0.6, 0, 3],
      ['other', 0.9, 0.3, 1],
      ['yes/no', 0.6, 0, 1],
      ['other', 0.9, 0.6, 3],
      ['other', 0.3, 0, 2],
      ['number', 0.3, 0, 1],
      ['yes/no', 0.3, 0, 1],
      ['other', 0, 0, 4],
      ['other', 1, 1, 4],
      ['other', 0, 0.3, 2],
      ['other', 0.6, 0.9, 1],
      ['yes/no', 0, 0.3, 1],
      ['number', 0.3, 0.6, 1],
      ['yes/no', 0, 0.6, 1],
    ],
  },
  even: {
    pFlips: 1,
    tokensNow: TOKENS_BEFORE,
    changes: [
      ['other', 0.9, 0.3, 3],
      ['other', 1, 1, 4],
      ['other', 0.3, 0.9, 3],
    ],
  },
  // 1.9 of 240 points are lost.
  unanswered: {
    pFlips: 0.25,
    tokensNow: TOKENS_BEFORE,
    changes: [
      ['yes/no', 1, null, 1],
      ['other', 0.6, null, 1],
      ['number', 0.3, null, 1],
    ],
  },
};

/** How many of ten people say what has this score: the inverse of the VQA score. */
const PEOPLE: Readonly<Record<number, number>> = { 0: 0, 0.3: 1, 0.6: 2, 0.9: 3, 1: 10 };

export function askedQuestions(flips: Flips): readonly AskedQuestion[] {
  const given = new Map(answersOf(FLIPS[flips].changes).map((answer) => [answer.questionId, answer]));
  return ASKED.map(({ words, ...question }) => ({ ...question, answers: peopleOf(given.get(question.id), words) }));
}

/** What became of the answers of an accuracy pass. */
export function accuracyChange(deviceId: string, flips: Flips): AnswerChange {
  const { changes, pFlips, tokensNow } = FLIPS[flips];
  const answers = answersOf(changes);
  return {
    deviceId,
    passId: 'accuracy',
    questions: QUESTIONS,
    changed: answers.length,
    better: answers.filter(({ scoreChange }) => (scoreChange ?? 0) > 0).length,
    worse: answers.filter(({ scoreChange }) => (scoreChange ?? 0) < 0).length,
    pFlips,
    meanTokens: { baseline: TOKENS_BEFORE, candidate: tokensNow },
    answers: answers.toSorted((a, b) => (a.scoreChange ?? 0) - (b.scoreChange ?? 0) || a.questionId - b.questionId),
    byType: (['answerType', 'questionType'] as const).flatMap((by) => accuracyBy(by, answers)),
  };
}

/** Timed answers without reference answers, the later ones shorter. */
export function timedChange(deviceId: string): AnswerChange {
  const text = 'a red square to the left of a blue circle';
  const answers = Array.from({ length: 12 }, (_, index): ChangedAnswer => ({
    questionId: 900_001 + index,
    baseline: { text, tokens: 11, score: null },
    candidate: index === 11 ? { text: '', tokens: 1, score: null } : { text: 'a red square', tokens: 4, score: null },
    scoreChange: null,
  }));
  return {
    deviceId,
    passId: 'latency',
    questions: 60,
    changed: answers.length,
    better: 0,
    worse: 0,
    pFlips: null,
    meanTokens: { baseline: 9.2, candidate: 7.54 },
    answers,
    byType: [],
  };
}

/** Pictures of most images; those that are missing stand for a dataset that is not at hand any more. */
export function thumbnailsOf(questions: readonly AskedQuestion[]): ReadonlyMap<string, string> {
  return new Map(
    questions
      .filter(({ imageId }) => imageId % 5 !== 0)
      .map(({ imageId }) => [imageKey(DATASET, imageId), PICTURES[imageId % PICTURES.length] ?? '']),
  );
}

/** A red circle, two shapes and a triangle, 24 pixels wide. */
const PICTURES = [
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABgAAAASCAMAAAB2Mu6sAAAADFBMVEXu8PPIKCgoWsgejFDza4bPAAAAJ0lEQVR42mNgoBtgBAFc4lhkGBmxyzAy4pChhwROV+H2B26fUwUAAFOaAGLrZrluAAAAAElFTkSuQmCC',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABgAAAASCAMAAAB2Mu6sAAAADFBMVEXu8PPIKCgoWsgejFDza4bPAAAAK0lEQVR42mNgoA9gggByJZiZmbFJMEMA8RLMzCgypEsgAVziuCVQ/UElAADzpAEo7MegZwAAAABJRU5ErkJggg==',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABgAAAASCAMAAAB2Mu6sAAAADFBMVEXu8PPIKCgoWsgejFDza4bPAAAALUlEQVR42r3LsQ0AMAzDsAD8/+c+EG1BNZrwzOfUTu27FLALIQXsQkgBeTnoAbh6ARLUZyJIAAAAAElFTkSuQmCC',
];

/** Every question but for what people say to it. */
const ASKED = Array.from({ length: QUESTIONS }, (_, index) => {
  const { ask = '', answerType = '', questionType = '', words = ['', '', ''] } = KINDS[index % KINDS.length] ?? {};
  const imageId = 1 + Math.floor(index / QUESTIONS_PER_IMAGE);
  return {
    dataset: DATASET,
    id: 1000 * imageId + (index % QUESTIONS_PER_IMAGE),
    imageId,
    imageSha256: 'ab'.repeat(32),
    text: ask.replace('{}', SUBJECTS[index % SUBJECTS.length] ?? ''),
    answerType,
    questionType,
    words,
  };
});

function answersOf(changes: readonly Change[]): readonly ChangedAnswer[] {
  const byType = Map.groupBy(ASKED, ({ answerType }) => answerType);
  const taken = new Map<string, number>();
  const each = changes.flatMap(([type, before, now, times]) =>
    Array.from({ length: times }, () => ({ type, before, now })),
  );
  return each.flatMap(({ type, before, now }): readonly ChangedAnswer[] => {
    const place = taken.get(type) ?? 0;
    taken.set(type, place + 1);
    const question = byType.get(type)?.[3 * place];
    if (question === undefined) return [];
    const [old, changed] = question.words;
    const text = before === 0 ? 'table' : old;
    const other = now === before ? `a ${text}` : now === 0 ? 'chair' : changed;
    return [
      {
        questionId: question.id,
        baseline: { text, tokens: 2, score: before },
        candidate: now === null ? null : { text: other, tokens: now === before ? 3 : 2, score: now },
        scoreChange: (now ?? 0) - before,
      },
    ];
  });
}

/** Ten answers that give both builds their scores. */
function peopleOf(given: ChangedAnswer | undefined, words: readonly [string, string, string]): readonly string[] {
  const [old, changed, most] = words;
  const scored = given?.candidate?.score ?? 0;
  const now = scored === given?.baseline.score ? 0 : (PEOPLE[scored] ?? 0);
  const before = Math.min(PEOPLE[given?.baseline.score ?? 0.6] ?? 0, 10 - now);
  return [...repeated(most, 10 - before - now), ...repeated(old, before), ...repeated(changed, now)];
}

function accuracyBy(by: AccuracyByType['by'], answers: readonly ChangedAnswer[]): readonly AccuracyByType[] {
  const changes = new Map(answers.map(({ questionId, scoreChange }) => [questionId, scoreChange ?? 0]));
  return [...Map.groupBy(ASKED, (question) => question[by])]
    .map(([type, own]): AccuracyByType => {
      const baseline = BEFORE[own[0]?.answerType ?? ''] ?? 0;
      const values = own.map(({ id }) => changes.get(id) ?? 0);
      const estimate = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - estimate) ** 2, 0) / (values.length - 1);
      const half = 1.66 * Math.sqrt(variance / values.length);
      const change = { estimate, low: estimate - half, high: estimate + half, confidence: 0.9 };
      return { by, type, questions: own.length, baseline, candidate: baseline + estimate, change };
    })
    .toSorted((a, b) => a.type.localeCompare(b.type, 'en'));
}

function repeated(text: string, times: number): readonly string[] {
  return Array.from({ length: times }, () => text);
}
