import { strip } from '#reports/html/drawings/strip.ts';
import { flipList } from '#reports/html/flip-list.ts';
import { unbroken } from '#reports/html/unbroken.ts';
import type { AccuracyRow, AnswersView } from '#reports/view/answers-view.ts';

/** Changed answers that stand open: enough to see what kind of mistake it is. */
const SHOWN = 4;
const STRIP_WIDTH = 84;

export function answersLayout(answers: readonly AnswersView[], pictures: readonly string[]) {
  return answers.map(({ flips, accuracy, ...shown }, index) => {
    const list = flipList(flips, pictures);
    return {
      ...unbroken(shown),
      accuracy:
        accuracy === null
          ? null
          : {
              ...unbroken(accuracy),
              answerTypes: accuracy.answerTypes.map(typeLayout),
              questionTypes: [...accuracy.questionTypes, ...accuracy.moreQuestionTypes].map(typeLayout),
            },
      // What models and people said stays as it is.
      list,
      few: index === 0 ? list.rows.slice(0, SHOWN) : [],
    };
  });
}

function typeLayout(row: AccuracyRow) {
  const kind = row.tone === 'notice' ? 'drift' : row.tone === 'good' ? 'improvement' : 'noRegression';
  return { ...unbroken(row), svg: row.line === null ? '' : strip([row.line], kind, STRIP_WIDTH) };
}
