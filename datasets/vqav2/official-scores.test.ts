import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { accuracyOf } from './accuracy.ts';
import { percentOf, scoreAnswer } from './evaluator.ts';
import { joinVqa, parseVqaAnnotations, parseVqaQuestions } from './files.ts';

const FOLDER = join(import.meta.dirname, '../../../shared/data/vqa');
const isPresent = existsSync(FOLDER);
const reason = isPresent ? '' : ' (skipped: ../shared/data/vqa is not here)';

const PREDICTIONS = 'human_one human_styled human_verbose knn_styled knn_text majority prior_qtype prior_yes'.split(
  ' ',
);

type OfficialScores = {
  readonly accuracy: {
    readonly overall: number;
    readonly perQuestionType: Readonly<Record<string, number>>;
    readonly perAnswerType: Readonly<Record<string, number>>;
  };
  readonly evalQA: Readonly<Record<string, number>>;
};

function read(path: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(join(FOLDER, path))).toString('utf8'));
}

test.skipIf(!isPresent)(
  `every score and breakdown of 8,977 real questions equals the official one, in both evaluators${reason}`,
  () => {
    const questions = joinVqa(
      parseVqaQuestions(read('v2sub_valid_questions.json.gz'), 'questions'),
      parseVqaAnnotations(read('v2sub_valid_annotations.json.gz'), 'annotations'),
      'annotations',
    );
    expect(questions).toHaveLength(8977);
    for (const name of PREDICTIONS) {
      const results = read(`predictions/valid_${name}_results.json.gz`) as { question_id: number; answer: string }[];
      const answerOf = new Map(results.map((result) => [result.question_id, result.answer]));
      for (const [id, file] of [
        ['vqa-2016', `golden-2016/valid_${name}_official2016.json.gz`],
        ['vqa-2021', `golden-2021/valid_${name}_official.json.gz`],
      ] as const) {
        const official = read(file) as OfficialScores;
        const scores = questions.map((question) =>
          scoreAnswer(id, answerOf.get(question.questionId) ?? '', question.answers),
        );
        const differing = questions.filter(
          (question, index) => percentOf([scores[index] ?? Number.NaN]) !== official.evalQA[question.questionId],
        );
        expect(differing).toEqual([]);
        const accuracy = accuracyOf(
          questions.map(({ questionType, answerType }, index) => ({
            questionType,
            answerType,
            score: scores[index] ?? Number.NaN,
          })),
        );
        expect({
          overall: accuracy.overall,
          perQuestionType: Object.fromEntries(accuracy.perQuestionType),
          perAnswerType: Object.fromEntries(accuracy.perAnswerType),
        }).toEqual(official.accuracy);
      }
    }
  },
);
