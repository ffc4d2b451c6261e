import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aRun } from '#harness/compare/run.fixture.ts';
import { recordedVerdicts, VERDICT_RECORD_VERSION } from '#harness/domain/verdict-record.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { verificationText } from './verification-text.ts';

test('the command that judges a comparison again names its runs as a shell takes them, whatever they are called', () => {
  const run = aRun({ overrides: { id: "it's $(touch a)" } });
  const assessment = assess({ run, baselineRun: null, seed: 1 });
  const decision = decide(assessment, POLICIES.pr);
  const record = {
    schemaVersion: VERDICT_RECORD_VERSION,
    judgedAt: run.endedAt,
    harness: '0.0.9',
    rules: 1,
    policy: POLICIES.pr,
    ...recordedVerdicts(assessment, decision),
    baselineRunId: 'old one',
    waivers: [],
    seed: 1,
    earlierRunIds: [],
    calibrations: [],
  };
  const difference = { subject: 'run', passId: '', metric: '', stored: 'pass', recomputed: 'fail' };
  const text = verificationText(
    {
      run,
      records: [
        {
          kind: 'verified',
          record,
          runs: [run],
          differences: [{ ...difference, what: 'verdict' }],
          policyToday: 'same',
          isByOtherRules: true,
        },
      ],
      file: null,
      withoutRun: null,
      columns: [],
    },
    { reference: 'one', inStore: '', version: '0.1.0' },
  );
  expect(text).toContain(String.raw`Judge it again with: fastvlm-bench compare 'old one' 'it'\''s $(touch a)'`);
});
