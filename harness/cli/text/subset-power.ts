import { count, fixed, percentText, whole } from '#harness/text/numbers.ts';
import { marginText } from '#harness/text/quantities.ts';
import type { SeenFlips } from '#harness/workflow/judge/seen-flips.ts';
import { type Flips, powerOf, questionsFor } from '#harness/stats/intervals/paired-power.ts';
import { table } from './table.ts';

/** What flips may look like, and where that is known from. */
type Expectation = { readonly flips: Flips; readonly source: string };

const MARGINS = [0.005, 0.01, 0.02];
/** The margin for which the number of needed questions is printed. */
const WANTED_MARGIN = 0.01;
const POWER = 0.9;
/** Assumed, not measured: it spans builds that differ in rounding only and builds that were quantised anew. */
const ASSUMED_RATES = [0.01, 0.03, 0.06, 0.1];
/** Assumed as well: most flips go half of the way or further. */
const ASSUMED_MEAN_SQUARE = 0.45;

/** What so many questions can show, as a table: a row for each way that answers may flip. */
export function powerTable(questions: number, seen: SeenFlips): string {
  const expectations = seen.flips === 0 ? assumed() : [measured(seen)];
  const rows = expectations.map(({ flips, source }) => [
    percentText(flips.rate),
    fixed(flips.meanSquare, 2),
    ...MARGINS.map((margin) => percentText(powerOf(questions, margin, flips))),
    whole(questionsFor(WANTED_MARGIN, flips, POWER)),
    source,
  ]);
  const points = (margin: number): string => marginText(margin, { metric: 'answerAccuracy', scale: 'absolute' });
  const note =
    seen.questions > 0 && seen.flips === 0
      ? `No score flipped in ${count(seen.questions, 'answer')} of ${count(seen.runs, 'stored run')}; assumed below is what a changed build may do.\n`
      : '';
  return (
    'Power to show that accuracy fell by less than so many percentage points (pp) when it did not change (one-sided 5 %).\n' +
    `The questions of one image are taken to be independent: where they flip together, it is less.\n` +
    `Mean square: the mean of the squared changes of the scores that flipped; 1 where each flip is from right to wrong or back.\n${note}` +
    table(
      [
        'flips',
        'mean square',
        ...MARGINS.map(points),
        `questions for ${points(WANTED_MARGIN)} at ${percentText(POWER)}`,
        'flips are',
      ],
      rows,
    )
  );
}

function assumed(): readonly Expectation[] {
  return ASSUMED_RATES.map((rate) => ({ flips: { rate, meanSquare: ASSUMED_MEAN_SQUARE }, source: 'assumed' }));
}

function measured({ questions, flips, squares, runs }: SeenFlips): Expectation {
  return {
    flips: { rate: flips / questions, meanSquare: squares / flips },
    source: `seen: ${whole(flips)} of ${count(questions, 'answer')} in ${count(runs, 'stored run')}`,
  };
}
