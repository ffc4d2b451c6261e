import { expect, test } from 'vitest';
import { aBuild } from '#harness/compare/run.fixture.ts';
import type { Build, Toolchain } from '#harness/domain/build.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { aComparison, anAssessment, aRegression } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';

const OLD = { xcode: '16.3 (16E140)', sdk: 'iphoneos18.4' };
const NEW = { xcode: '16.4 (16F6)', sdk: 'iphoneos18.5' };

function decided(now: Toolchain | undefined, before: Toolchain | undefined, same: Partial<Build> = {}): Decision {
  const build = (label: string, toolchain: Toolchain | undefined): Build =>
    aBuild(label, { ...same, ...(toolchain === undefined ? {} : { toolchain }) });
  const assessment = anAssessment([aComparison('endToEnd')], {
    candidate: build('candidate', now),
    baseline: { build: build('baseline', before), runId: 'run-1', design: 'remeasured' },
  });
  return decide(assessment, POLICIES.release);
}

test('another toolchain is a note of the decision under every outcome, and decides nothing', () => {
  const note = {
    kind: 'toolchain',
    message:
      'The candidate was built with Xcode 16.4 (16F6), iphoneos18.5, the baseline with Xcode 16.3 (16E140), iphoneos18.4: a change may come from that',
  };
  expect(decided(NEW, OLD)).toMatchObject({ kind: 'pass', notes: [note] });
  const failing = anAssessment([aRegression('endToEnd')], {
    candidate: aBuild('candidate', { toolchain: NEW }),
    baseline: { build: aBuild('baseline', { toolchain: OLD }), runId: 'run-1', design: 'remeasured' },
  });
  expect(decide(failing, POLICIES.pr)).toMatchObject({ kind: 'fail', notes: [note] });
});

test('one part that differs is enough', () => {
  expect(decided({ ...OLD, sdk: 'iphoneos18.5' }, OLD).notes).toHaveLength(1);
  expect(decided({ xcode: NEW.xcode }, OLD).notes).toHaveLength(1);
});

test('the same toolchain, or one that a package does not name, is no note; nor is another that made the same code', () => {
  for (const [now, before] of [
    [OLD, OLD],
    [NEW, undefined],
    [undefined, OLD],
    [{ sdk: OLD.sdk }, { xcode: OLD.xcode }],
  ]) {
    expect(decided(now, before).notes).toEqual([]);
  }
  const kinds = decided(NEW, OLD, { contentSha256: 'same' }).notes.map(({ kind }) => kind);
  expect(kinds).not.toContain('toolchain');
});
