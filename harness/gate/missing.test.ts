import { expect, test } from 'vitest';
import { aBuild, aPass, aSuite } from '#harness/compare/run.fixture.ts';
import { aComparison, anAssessment, someFaults, someSlots } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';

const { pr, release } = POLICIES;

test('no policy passes a candidate that does not report what its baseline does', () => {
  const suite = aSuite([aPass('latency', ['endToEnd', 'decodeRate'])]);
  const told = aComparison('decodeRate');
  const silent = anAssessment([aComparison('endToEnd')], { suite, summaries: [told.baseline] });
  const message = 'Decode rate was not compared on iPhone one: the candidate does not report it';
  for (const policy of [pr, release]) {
    expect(decide(silent, policy)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'notCompared', message }] });
  }
  const before = anAssessment([aComparison('endToEnd')], { suite, summaries: [told.candidate] });
  expect(decide(before, pr)).toMatchObject({ kind: 'pass', notes: [{ kind: 'notCompared' }] });
});

test('no policy passes a pass of which a build has not one measured launch, though neither build is worse than the other', () => {
  const passes = [aPass('latency', ['endToEnd']), aPass('memory', ['peakMemory'])];
  const crashed = someSlots({}).map((own) => ({ ...own, passId: 'memory', measured: 0, faulty: 12 }));
  const assessment = anAssessment([aComparison('endToEnd')], {
    suite: aSuite(passes),
    slots: [...someSlots({}), ...crashed],
    ...someFaults({ faults: 12 }, { faults: 12 }),
  });
  expect(decide(assessment, pr)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'notCompared' }] });
  const itself = { ...assessment, candidate: aBuild('baseline') };
  expect(decide(itself, pr)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'notCompared' }] });
});
