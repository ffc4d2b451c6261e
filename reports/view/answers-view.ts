import type { Tone } from './fact.ts';
import type { IntervalLine } from './matrix-view.ts';

/** What changed among the answers of one pass, or of several that asked and were answered alike, on one device or more. */
export type AnswersView = {
  /** Safe for an HTML id. */
  readonly anchor: string;
  /** The devices, each with where its numbers come from. */
  readonly devices: string;
  readonly badge: string | null;
  /** `pass latency`, `passes latency and energy`. */
  readonly passes: string;
  /** Says that several devices share all of it; null where there is one. */
  readonly shared: string | null;
  /** `31 of 240 answers changed: 6 better, 17 worse …`. */
  readonly sentence: string;
  /** How long the answers were and are; empty where no question was answered by both builds. */
  readonly lengths: string;
  /** Which evaluator scored them, on what; empty where nothing was scored. */
  readonly scoring: string;
  readonly accuracy: AccuracyView | null;
  readonly flips: FlipsView;
};

/** Accuracy by answer type and by question type. */
export type AccuracyView = {
  /** `90 % interval`. */
  readonly intervalName: string;
  /** What worsened most stands first. */
  readonly answerTypes: readonly AccuracyRow[];
  /** What cost most points stands first; the rest is `moreQuestionTypes`. */
  readonly questionTypes: readonly AccuracyRow[];
  readonly moreQuestionTypes: readonly AccuracyRow[];
  /** What the band behind the intervals is; empty where accuracy has no margin. */
  readonly bandMeaning: string;
};

export type AccuracyRow = {
  readonly type: string;
  readonly questions: string;
  readonly baseline: string;
  readonly candidate: string;
  readonly change: string;
  readonly tone: Tone;
  /** In multiples of the margin of accuracy as a whole; null without one, and of too few images. */
  readonly line: IntervalLine | null;
};

/** Every changed answer, the greatest loss of score first. */
export type FlipsView = {
  readonly rows: readonly FlipView[];
  /** Which kinds of change and which answer types there are, with how often: what the list can be narrowed to. */
  readonly kinds: readonly Choice[];
  readonly answerTypes: readonly Choice[];
};

export type Choice = { readonly value: string; readonly label: string };

export type FlipKind = 'worse' | 'better' | 'same' | 'unscored';

/** One changed answer. All of it but `picture` is text of people, models and datasets, made fit for one line. */
export type FlipView = {
  /** `Question 1042` where a run does not keep what was asked. */
  readonly question: string;
  readonly answerType: string;
  /** Answer type, question type and id; empty where they are not known. */
  readonly about: string;
  /** `red ×7, pink ×3`; empty where there are no reference answers. */
  readonly people: string;
  /** Place in the report's list of pictures. */
  readonly picture: number | null;
  readonly alt: string;
  readonly baseline: string;
  readonly baselineNote: string;
  /** Says why where there is none. */
  readonly candidate: string;
  readonly candidateNote: string;
  readonly isAnswered: boolean;
  readonly kind: FlipKind;
  /** `−0.6`; empty where it is not scored. */
  readonly change: string;
};
