import { expect, test } from 'vitest';
import type { Assessment } from '#harness/domain/assessment.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { assess } from '#harness/compare/assess.ts';
import { aMeasured, anIteration, aPass, aRun } from '#harness/compare/run.fixture.ts';
import { NO_REFERENCE } from '#harness/domain/reference.ts';

type Arm = 'baseline' | 'candidate';
const QUESTIONS = 100;

/** Both builds answer every question rightly, each about an image of its own, but for those that an arm cannot read. */
function assessed(isUnreadable: (arm: Arm, question: number) => boolean, isAlone = false): Assessment {
  const half = QUESTIONS / 2;
  const run = aRun({
    blocks: 2,
    passes: [aPass('accuracy', ['answerAccuracy'])],
    outcome: ({ arm, block }) => {
      const asked = Array.from({ length: half }, (_, index) => block * half + index);
      const unread = asked.filter((question) => isUnreadable(arm, question));
      return aMeasured({
        iterations: asked
          .filter((question) => !unread.includes(question))
          .map((question) => {
            const said = { answer: `word ${question}`, tokenIdsSha256: `ids ${question}`, score: 1, agrees: true };
            return anIteration({}, { questionId: 1000 * question, ...said });
          }),
        skipped: unread.map((question) => ({
          phase: 'measured',
          questionId: 1000 * question,
          image: `${question}.jpg`,
          reason: 'The image is a broken JPEG.',
        })),
      });
    },
  });
  return assess({
    run: isAlone
      ? { ...run, reference: NO_REFERENCE, launches: run.launches.filter(({ slot }) => slot.arm === 'candidate') }
      : run,
    baselineRun: null,
    seed: 1,
  });
}

const accuracyOf = (assessment: Assessment, arm: Arm): number | undefined =>
  assessment.summaries.find((summary) => summary.arm === arm)?.median.estimate;
const unreadableIn = ({ warnings }: Assessment): readonly string[] =>
  warnings.flatMap(({ code, message }) => (code === 'imagesUnreadable' ? [message] : []));

test('an image that neither build reads is charged to none, named, and left out of both', () => {
  const assessment = assessed((_, question) => question === 3 || question === 60);
  expect(assessment.productFaults).toEqual([]);
  expect(assessment.answerChanges).toMatchObject([{ questions: QUESTIONS - 2, changed: 0 }]);
  expect([accuracyOf(assessment, 'baseline'), accuracyOf(assessment, 'candidate')]).toEqual([1, 1]);
  expect(unreadableIn(assessment)).toEqual([
    '2 of 100 questions are left out on iPhone one, pass accuracy, because no build reads their images, though the harness does: 3.jpg (question 3000: The image is a broken JPEG), 60.jpg (question 60000: The image is a broken JPEG).',
  ]);
  expect(decide(assessment, POLICIES.release).kind).toBe('pass');
});

test('an image that the baseline reads and the candidate does not is a fault of the candidate, and a wrong answer', () => {
  const assessment = assessed((arm, question) => arm === 'candidate' && question < 20);
  expect(assessment.productFaults).toEqual([
    {
      deviceId: 'one',
      passId: 'accuracy',
      arm: 'candidate',
      code: 'IMAGE_UNREADABLE',
      message: expect.stringContaining(
        'The candidate cannot read 20 images that the baseline and the harness read: 0.jpg (question 0: The image is a broken JPEG), 1.jpg',
      ),
    },
  ]);
  expect(assessment.answerChanges).toMatchObject([{ questions: QUESTIONS, changed: 20, worse: 20 }]);
  expect([accuracyOf(assessment, 'baseline'), accuracyOf(assessment, 'candidate')]).toEqual([1, 0.8]);
  expect(assessment.comparisons).toMatchObject([{ change: { estimate: -0.2 }, verdict: { kind: 'regression' } }]);
  expect(decide(assessment, POLICIES.pr).kind).toBe('fail');
});

test('an image that only the candidate reads is a fault of the baseline, and makes no build better', () => {
  const assessment = assessed((arm, question) => arm === 'baseline' && question < 3);
  expect(assessment.productFaults).toMatchObject([{ arm: 'baseline', code: 'IMAGE_UNREADABLE' }]);
  expect(assessment.answerChanges).toMatchObject([{ questions: QUESTIONS - 3, changed: 0 }]);
  expect(decide(assessment, POLICIES.pr).kind).toBe('pass');
});

test('many images that no build reads are a doubt that holds a release up', () => {
  const some = assessed((_, question) => question < 5);
  const many = assessed((_, question) => question < 6);
  expect(decide(some, POLICIES.release).kind).toBe('pass');
  expect(decide(many, POLICIES.release)).toMatchObject({
    kind: 'inconclusive',
    reasons: [{ kind: 'incomplete', message: expect.stringContaining('6 of 100 questions are left out') }],
  });
});

test('a build that is measured alone is not blamed for an image, and the image is named', () => {
  const assessment = assessed((_, question) => question === 3, true);
  expect(assessment.productFaults).toEqual([]);
  expect(unreadableIn(assessment)).toEqual([expect.stringContaining('because the build cannot read their images')]);
});

test('many images that the baseline alone cannot read are as much a doubt: half of the questions are not compared', () => {
  const assessment = assessed((arm, question) => arm === 'baseline' && question < 50);
  expect(decide(assessment, POLICIES.release)).toMatchObject({
    kind: 'inconclusive',
    reasons: [{ message: expect.stringContaining('50 of 100 questions are left out') }],
  });
  expect(decide(assessment, POLICIES.release).reasons[0]?.message).toContain('the baseline cannot read their images');
});
