import { expect, test } from 'vitest';
import { aBuild } from '#harness/compare/run.fixture.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { aComparison, anAssessment, aRegression, someFaults } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';

const { pr, release } = POLICIES;
const HOST: Build['identity'] = { kind: 'host', entry: 'config.json', contentSha256: 'c' };

/** A candidate that was built again from the baseline: another package, the same content. */
const rebuilt = (comparison: Comparison, changes: Partial<Assessment> = {}): Assessment =>
  anAssessment([comparison], {
    candidate: aBuild('candidate', { contentSha256: 'c' }),
    baseline: { build: aBuild('baseline', { contentSha256: 'c' }), runId: 'run-1', design: 'remeasured' },
    ...changes,
  });

test('of the same code nothing fails: a measured difference is a doubt about the lab', () => {
  const assessment = rebuilt(aRegression('endToEnd'));
  const noted = decide(assessment, pr);
  expect(noted.kind).toBe('pass');
  expect(noted.notes).toContainEqual({
    kind: 'sameCode',
    message: expect.stringMatching(
      /End to end .*: both builds are the same code, so this comes from the lab, not from the build$/,
    ),
  });
  expect(decide(assessment, release)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'sameCode' }] });
});

test('a difference for the better is as much a doubt about the lab', () => {
  const better = aComparison('endToEnd', { verdict: { kind: 'improvement' } });
  expect(decide(rebuilt(better), release)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'sameCode' }] });
});

test('what stays open between two builds of the same code is no doubt: there is nothing to decide', () => {
  const open = aComparison('endToEnd', { verdict: { kind: 'inconclusive', reason: 'straddlesMargin' } });
  expect(decide(rebuilt(open), release)).toMatchObject({ kind: 'pass', notes: [{ kind: 'sameCode' }] });
});

test('a crash of the same code is the baseline\u2019s as well', () => {
  const assessment = rebuilt(aComparison('endToEnd'), someFaults({ faults: 1 }));
  const decision = decide(assessment, release);
  expect(decision.kind).toBe('inconclusive');
  expect(decision.reasons[0]?.message).toContain('both builds are the same code');
});

test('a build against itself is the same code; builds of runs that did not keep their content are judged as ever', () => {
  const itself = anAssessment([aRegression('endToEnd')], { candidate: aBuild('baseline') });
  expect(decide(itself, pr).kind).toBe('pass');
  expect(decide(anAssessment([aRegression('endToEnd')]), pr).kind).toBe('fail');
});

test('of the same code too, images that no build could read are a doubt for a release', () => {
  const message = '6 of 100 questions are left out.';
  const assessment = rebuilt(aComparison('endToEnd'), { warnings: [{ code: 'manyImagesUnreadable', message }] });
  expect(decide(assessment, release)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'incomplete' }] });
});

test('on the machine of the harness the same code is the same model, as nothing else of the builds runs there', () => {
  const host = (id: string): Build => ({ ...aBuild(id, { contentSha256: 'c' }), platform: 'host', identity: HOST });
  const assessment = rebuilt(aComparison('endToEnd'), {
    candidate: host('candidate'),
    baseline: { build: host('baseline'), runId: 'run-1', design: 'remeasured' },
  });
  expect(decide(assessment, pr).notes).toContainEqual({
    kind: 'sameCode',
    message: 'The builds have the same model files, and nothing else of them runs on the machine of the harness',
  });
});
