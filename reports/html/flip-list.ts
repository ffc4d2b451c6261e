import type { Choice, FlipsView, FlipView } from '#reports/view/answers-view.ts';
import { FLIP_KINDS } from '#reports/view/flips.ts';
import { island } from './island.ts';

/** Rows that stand in the page as mark-up; the others are data until somebody turns to them. */
const ROWS_A_PAGE = 25;

/** What a row of the data is made of, in this order: names would take more room than what they name. */
const FIELDS = [
  'question',
  'answerType',
  'about',
  'people',
  'picture',
  'alt',
  'baseline',
  'baselineNote',
  'candidate',
  'candidateNote',
  'isAnswered',
  'kind',
  'change',
] as const satisfies readonly (keyof FlipView)[];

/** A list of changed answers as the page shows it. */
export type FlipList = {
  readonly heading: string;
  /** Empty where there is nothing to choose from. */
  readonly kinds: readonly Choice[];
  readonly answerTypes: readonly Choice[];
  /** Where no row has one, there is no room for them either. */
  readonly hasPictures: boolean;
  readonly hasScores: boolean;
  readonly rows: readonly FlipRow[];
  /** What the script fills in for the rows of other pages. */
  readonly blank: FlipRow;
  /** Says what is not shown without the script, or on paper; empty where all is. */
  readonly rest: string;
  readonly data: string;
};

type FlipRow = FlipView & {
  /** Data URI; empty where there is no picture. */
  readonly source: string;
  readonly word: string;
  readonly sign: string;
  readonly tone: string;
};

export function flipList({ rows, kinds, answerTypes }: FlipsView, pictures: readonly string[]): FlipList {
  const shown = rows.slice(0, ROWS_A_PAGE);
  const hasScores = rows.some(({ kind }) => kind !== 'unscored');
  const all = rows.length.toLocaleString('en-US');
  return {
    heading: `${rows.length === 1 ? 'The answer' : `The ${all} answers`} that changed${hasScores && rows.length > 1 ? ', the greatest loss first' : ''}`,
    kinds: kinds.length > 1 ? kinds : [],
    answerTypes: answerTypes.length > 1 ? answerTypes : [],
    hasScores,
    hasPictures: rows.some(({ picture }) => picture !== null),
    rows: shown.map((row) => rowOf(row, pictures)),
    blank: rowOf(BLANK, pictures),
    rest: shown.length < rows.length ? `Answers 1–${shown.length} of ${all}; all of them are in report.json.` : '',
    data: island({
      fields: FIELDS,
      kinds: FLIP_KINDS,
      rowsAPage: ROWS_A_PAGE,
      rows: rows.map((row) => FIELDS.map((field) => row[field])),
    }),
  };
}

const BLANK: FlipView = {
  question: '',
  answerType: '',
  about: '',
  people: '',
  picture: null,
  alt: '',
  baseline: '',
  baselineNote: '',
  candidate: '',
  candidateNote: '',
  isAnswered: true,
  kind: 'same',
  change: '',
};

function rowOf(row: FlipView, pictures: readonly string[]): FlipRow {
  return { ...row, ...FLIP_KINDS[row.kind], source: row.picture === null ? '' : (pictures[row.picture] ?? '') };
}
