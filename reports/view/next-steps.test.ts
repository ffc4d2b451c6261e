import { expect, test } from 'vitest';
import type { ReportInput } from '#harness/ports/report.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { nextSteps } from './next-steps.ts';

const commands = (input: ReportInput): readonly string[] => nextSteps(input).map(({ command }) => command);

test('after a failure: fix, check, accept', () => {
  expect(commands(fixtureInput('failAccuracy'))).toEqual([
    'fastvlm-bench run --suite release --candidate app.ipa --baseline old.ipa --blocks 12',
    'fastvlm-bench verify 20260301-0915-k7q2',
    'fastvlm-bench waive 20260301-0915-k7q2 answerAccuracy --reason "…" --owner "…" --until 2026-03-31',
  ]);
});

test('a stored baseline is named by its run', () => {
  const input = fixtureInput('failAccuracy');
  const { baseline } = input.assessment;
  const stored = baseline === null ? null : ({ ...baseline, runId: 'run-of-may', design: 'stored' } as const);
  expect(commands({ ...input, assessment: { ...input.assessment, baseline: stored } })[0]).toContain(
    '--baseline run-of-may',
  );
});

test('blocks that were left out are measured before anything else is planned', () => {
  expect(commands(fixtureInput('failModel'))[2]).toContain('--no-early-stop --no-stop-on-regression');
  expect(commands(fixtureInput('failEncoder'))[2]).toBe('fastvlm-bench plan --suite release --minutes 20');
});

test('what some minutes can find is asked only where a device is calibrated', () => {
  const input = fixtureInput('failEncoder');
  const [, , step] = nextSteps({ ...input, calibrations: [] });
  expect(step?.command).toBe('fastvlm-bench plan --suite release');
  expect(step?.note).toMatch(/^Names the command that learns how much a device varies\. /);
});

test('answers are decided by more questions, and not by more launches that ask the same ones', () => {
  const input = fixtureInput('inconclusive');
  const doubt = {
    kind: 'inconclusive',
    deviceId: input.run.devices[0]?.id ?? '',
    passId: 'accuracy',
    phases: [],
  } as const;
  const reasons = [{ ...doubt, metric: 'answerAccuracy', message: 'why' } as const];
  const [first] = nextSteps({ ...input, decision: { ...input.decision, reasons, notes: [] } });
  expect(first).toMatchObject({ intent: 'Decide 1 open comparison', command: 'fastvlm-bench datasets list' });
  expect(first?.note).toContain('--dataset');
});

test('a run that ended early for what fails nothing any more is measured whole next', () => {
  const input = fixtureInput('pass');
  const early = { kind: 'stoppedEarly', message: 'why' } as const;
  const [first] = nextSteps({ ...input, decision: { ...input.decision, kind: 'inconclusive', reasons: [early] } });
  expect(first?.command).toMatch(/^fastvlm-bench run .* --no-stop-on-regression$/);
  expect(first?.note).toBe('Measures every pass.');
});

test('a policy that refuses virtual phones asks for iPhones', () => {
  expect(commands(fixtureInput('inconclusive'))[0]).toBe('fastvlm-bench devices');
});

test('a run that can be continued is continued first', () => {
  const input = fixtureInput('inconclusive');
  const [first] = commands({ ...input, run: { ...input.run, isComplete: false } });
  expect(first).toBe('fastvlm-bench run --resume .fastvlm-bench/runs/20260301-0915-k7q2');
});

test('a run that was just measured is continued by the command that its terminal prints', () => {
  const input = fixtureInput('inconclusive');
  const resume = 'fastvlm-bench run --resume out --devices-file phones.json';
  const unfinished = { ...input, run: { ...input.run, isComplete: false } };
  expect(commands({ ...unfinished, commands: { storeOption: '', resume } })[0]).toBe(resume);
});

test('every command that needs the store names it where it is not the default one', () => {
  const all = FIXTURE_CASES.flatMap((kind) =>
    commands({ ...fixtureInput(kind), commands: { storeOption: ' --store own.sqlite', resume: null } }),
  );
  const without = all.filter((command) => !command.endsWith(' --store own.sqlite'));
  expect(new Set(without)).toEqual(new Set(['fastvlm-bench devices', 'fastvlm-bench datasets list']));
  for (const name of ['run', 'verify', 'waive', 'plan', 'history', 'baseline set']) {
    expect(all).toContainEqual(expect.stringMatching(`^fastvlm-bench ${name} .* --store own\\.sqlite$`));
  }
});

test('a fault of the product is not waived', () => {
  expect(commands(fixtureInput('productFault')).join('\n')).not.toContain('waive');
});

test('there is always something to do, and never more than four things', () => {
  for (const kind of FIXTURE_CASES) {
    expect(nextSteps(fixtureInput(kind)).length).toBeGreaterThan(0);
    expect(nextSteps(fixtureInput(kind)).length).toBeLessThanOrEqual(4);
  }
});
