import { expect, test } from 'vitest';
import { aBuild, identifiedAs } from '#harness/compare/run.fixture.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { Entitlements } from '#harness/domain/entitlements.ts';
import { aComparison, anAssessment } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';

const LIMIT = 'com.apple.developer.kernel.increased-memory-limit';
const build = (label: string, values: Entitlements['values'] | null, from: Entitlements['from'] = 'signature'): Build =>
  values === null ? aBuild(label) : identifiedAs(aBuild(label), { entitlements: { from, values } });

function decided(candidate: Build, baseline: Build, policy = POLICIES.release as Decision['policy']): Decision {
  const assessment = anAssessment([aComparison('endToEnd')], { candidate });
  const compared = { build: baseline, runId: 'run-1', design: 'remeasured' } as const;
  return decide({ ...assessment, baseline: compared }, policy);
}

test('a build without the memory limit of its baseline blocks a release and is a note of a pull request', () => {
  const [less, more] = [build('candidate', {}), build('baseline', { [LIMIT]: 'true' })];
  const message = `The builds do not have the same entitlements, so a difference may come from what they may do: ${LIMIT} (candidate none, baseline true)`;
  expect(decided(less, more)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'entitlements', message }] });
  expect(decided(less, more, POLICIES.pr)).toMatchObject({ kind: 'pass', notes: [{ kind: 'entitlements', message }] });
});

test('builds with the same entitlements, and builds of which none is known, are not mentioned', () => {
  const same = decided(build('candidate', { [LIMIT]: 'true' }), build('baseline', { [LIMIT]: 'true' }));
  expect([same, decided(build('candidate', null), build('baseline', null))]).toMatchObject([
    { kind: 'pass', reasons: [], notes: [] },
    { kind: 'pass', reasons: [], notes: [] },
  ]);
});

test('what is known of one build only, or of a profile and a signature, is noted as not compared', () => {
  const known = build('baseline', { [LIMIT]: 'true' });
  expect(decided(build('candidate', null), known).notes).toMatchObject([
    {
      message:
        'The entitlements of the builds were not compared: those of the candidate are unknown, those of the baseline are known from its signature',
    },
  ]);
  expect(decided(build('candidate', {}, 'profile'), known)).toMatchObject({
    kind: 'pass',
    notes: [{ kind: 'entitlements' }],
  });
});

test('the same content with other entitlements is not the same code', () => {
  const content = { contentSha256: 'same' };
  const [less, more] = [build('candidate', {}), build('baseline', { [LIMIT]: 'true' })];
  const decision = decided({ ...less, ...content }, { ...more, ...content });
  expect(decision.notes.map(({ kind }) => kind)).not.toContain('sameCode');
  expect(decision).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'entitlements' }] });
  expect(decided({ ...more, ...content, id: 'other' }, { ...more, ...content }).notes).toMatchObject([
    { kind: 'sameCode' },
  ]);
});
