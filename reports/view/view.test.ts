import { expect, test } from 'vitest';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Source } from '#harness/domain/source.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';

test('the view of a failed run is the one that was reviewed', async () => {
  const { devices, ...view } = viewReport(fixtureInput('failEncoder', 6));
  const text = JSON.stringify({ ...view, device: devices[1] }, null, 1);
  await expect(`${text}\n`).toMatchFileSnapshot('../golden/view-fail-encoder.golden');
});

test('regressions come first, and phases follow the metric that they are a part of', () => {
  const labels = viewReport(fixtureInput('failEncoder')).devices[1]?.comparisons.map((row) => row.label);
  expect(labels?.slice(0, 5)).toEqual([
    'Time to first token',
    'Pre-processing',
    'Vision encoder',
    'Prefill',
    'End to end',
  ]);
});

test('a regression that only warns stands below one that blocks', () => {
  const input = fixtureInput('failEncoder');
  const comparisons = input.assessment.comparisons.map((comparison): Comparison =>
    comparison.metric === 'timeToFirstToken' ? { ...comparison, severity: 'warn' } : comparison,
  );
  const rows = viewReport({ ...input, assessment: { ...input.assessment, comparisons } }).devices[1]?.comparisons;
  expect(rows?.[0]?.label).toBe('End to end');
});

test('both arms of a row are printed in one unit with the same decimals', () => {
  const rows = viewReport(fixtureInput('failEncoder')).devices.flatMap((device) => device.comparisons);
  const shape = (text: string): string => text.replaceAll(/[\d,]+/g, '0').replace(/\.(\d+)/, '.');
  for (const row of rows) expect(shape(row.baseline.median), row.label).toBe(shape(row.candidate.median));
});

test('a regression that the gate is not certain of is shown as a doubt', () => {
  const { assessment, decision, ...input } = fixtureInput('failEncoder');
  const reasons = decision.reasons.map((reason) =>
    'deviceId' in reason ? { ...reason, kind: 'inconclusive' as const } : reason,
  );
  const view = viewReport({ ...input, assessment, decision: { ...decision, kind: 'inconclusive', reasons } });
  expect(view.decision.reasons[0]).toMatchObject({
    title: 'Regression, unconfirmed: Time to first token',
    detail:
      '+10.2 % [9.7, 10.7] against a margin of 5 % (lower is better). Beyond the margin by itself, but not certain among all comparisons of the run.',
  });
});

test('the counts are those of the rows shown, phases and unconfirmed regressions included', () => {
  for (const kind of FIXTURE_CASES.filter((one) => one !== 'noBaseline')) {
    const { devices, facts } = viewReport(fixtureInput(kind));
    const kinds = devices.flatMap(({ comparisons }) => comparisons.map(({ verdict }) => verdict.kind));
    const rows = (...wanted: readonly string[]): string => String(kinds.filter((one) => wanted.includes(one)).length);
    expect(facts).toEqual(
      expect.arrayContaining([
        { label: 'Comparisons', value: String(kinds.length) },
        { label: 'Regressions', value: rows('regression') },
        {
          label: 'Inconclusive',
          value: expect.stringMatching(new RegExp(`^${rows('inconclusive', 'unconfirmed')}( \\(|$)`)),
        },
      ]),
    );
  }
});

test('the count of what is inconclusive says how many of it decide, as the headline and the list of doubts do', () => {
  const { decision, ...input } = fixtureInput('inconclusive', 6);
  const doubts = decision.reasons.filter(({ kind }) => kind === 'inconclusive').length;
  const { facts } = viewReport({ ...input, decision });
  expect(facts).toContainEqual({ label: 'Inconclusive', value: `12 (${doubts} decide)` });
  const policy = { ...decision.policy, inconclusive: 'warn' as const };
  const passed = viewReport({ ...input, decision: { kind: 'pass', policy, reasons: [], notes: decision.reasons } });
  const rest = `1 regression is unconfirmed; ${doubts - 1} comparisons that decide are inconclusive`;
  expect(passed.decision.sentence).toContain(rest);
  expect(passed.facts).toContainEqual({ label: 'Inconclusive', value: `12 (${doubts} decide)` });
});

test('a regression that the gate does not hold for sure is a doubt in its row and its chart, below those it holds', () => {
  const { assessment, decision, ...input } = fixtureInput('failEncoder');
  const reasons = decision.reasons.map((reason) =>
    'deviceId' in reason && reason.metric === 'timeToFirstToken'
      ? { ...reason, kind: 'inconclusive' as const }
      : reason,
  );
  const { devices, matrix } = viewReport({ ...input, assessment, decision: { ...decision, reasons } });
  const [, device] = devices;
  expect(device?.comparisons.filter(({ role }) => role === 'primary').slice(0, 2)).toMatchObject([
    { label: 'End to end', verdict: { kind: 'regression' } },
    { label: 'Time to first token', verdict: { word: 'Regression, unconfirmed', sign: '?', tone: 'unsure' } },
  ]);
  expect(matrix.groups[1]?.rows[0]).toMatchObject({ metric: 'timeToFirstToken', cells: [{}, { kind: 'unconfirmed' }] });
});

test('that answers changed is shown once: by their list, not by a warning and a note a pass and a phone', () => {
  const input = fixtureInput('failEncoder');
  const { decision, answers, warnings } = viewReport(input);
  expect(answers.length).toBeGreaterThan(0);
  expect(warnings.map(({ title }) => title)).toEqual(['Launches were excluded']);
  const told = decision.notes.filter(({ kind }) => kind === 'outputs');
  expect(told).toHaveLength(1);
  expect(told[0]?.detail).toMatch(/on iPhone 16 Pro, .*on iPhone 13, /);
});

test('warnings of one kind are one warning with all that it was found in', () => {
  const { assessment, ...input } = fixtureInput('pass');
  const warnings = ['one', 'two'].map((message) => ({ code: 'notSteady' as const, message }));
  const view = viewReport({ ...input, assessment: { ...assessment, warnings } });
  expect(view.warnings).toMatchObject([{ title: 'Not steady', messages: ['one.', 'two.'] }]);
});

test('a run that lost a phone says so first, and the phone without any result says that', () => {
  const { run, assessment, decision, ...input } = fixtureInput('pass');
  const isKept = ({ deviceId }: { readonly deviceId: string }): boolean => deviceId !== 'virtual-iphone-13';
  const view = viewReport({
    ...input,
    run: { ...run, launches: run.launches.filter(isKept) },
    assessment: {
      ...assessment,
      isComplete: false,
      summaries: assessment.summaries.filter(isKept),
      comparisons: assessment.comparisons.filter(isKept),
    },
    decision: {
      ...decision,
      kind: 'inconclusive',
      reasons: [
        { kind: 'incomplete', message: 'A phone was lost' },
        { kind: 'notCompared', notCompared: 'endToEnd', message: 'End to end was not compared' },
        { kind: 'virtual', message: 'Virtual' },
        { kind: 'notCompared', notCompared: 'prefill', message: 'Prefill was not compared' },
      ],
    },
  });
  expect(view.decision.sentence).toBe('A phone was lost; the policy does not accept numbers of virtual phones.');
  expect(view.decision.reasons.map(({ detail }) => detail)).toEqual([
    'A phone was lost.',
    'End to end was not compared. Prefill was not compared.',
    'Virtual.',
  ]);
  expect(view.facts[0]).toEqual({ label: 'Devices measured', value: '1 of 2' });
  expect(view.devices.map(({ absence }) => absence)).toEqual([null, 'No launch was measured on this device.']);
});

test('an interval is drawn so that right is worse, whichever way the metric is better', () => {
  const [accuracy] = viewReport(fixtureInput('failAccuracy')).matrix.groups[0]?.rows[0]?.cells[0]?.lines ?? [];
  // Accuracy fell by 3 points with a margin of 1: three margins to the right.
  expect(accuracy?.estimate).toBeCloseTo(3, 4);
  expect(accuracy?.low).toBeLessThan(accuracy?.high ?? 0);
});

test('the phases of a bar add up to time to first token', () => {
  for (const { phases } of viewReport(fixtureInput('failEncoder')).metrics) {
    for (const { bars, totals } of phases) {
      const sum = bars.filter(({ arm }) => arm === 'Candidate').reduce((total, { value }) => total + value, 0);
      expect(totals[1]?.value).toBe(`${sum.toFixed(1)} ms`);
    }
  }
});

test('dots stand where their launch stood in the measured order', () => {
  const metric = viewReport(fixtureInput('failEncoder', 4)).metrics.find(({ launches }) => launches.length > 0);
  const points = metric?.launches[0]?.points ?? [];
  const of = (arm: string): readonly number[] => points.filter((point) => point.arm === arm).map((p) => p.position);
  expect(of('baseline')).toEqual([1, 4, 5, 8]);
  expect(of('candidate')).toEqual([2, 3, 6, 7]);
});

test('everything that names a virtual phone or carries its numbers says virtual', () => {
  for (const kind of FIXTURE_CASES) {
    const view = viewReport(fixtureInput(kind));
    expect(view.provenance.badge).toBe('virtual');
    expect(view.devices.filter((device) => device.provenance.badge !== 'virtual')).toEqual([]);
    expect(view.raw.rows.every((row) => row.provenance === 'virtual')).toBe(true);
    const named = [...view.decision.reasons, ...view.decision.notes].flatMap(({ where }) => where ?? []);
    for (const where of named) expect(where).toMatch(/\((virtual|2 virtual phones)\)$/);
    for (const { title, phones } of view.deviceModels)
      expect(`${title} ${phones}`).toMatch(/virtual phones\).*\(virtual\)/);
  }
});

test('numbers of real phones carry no mark', () => {
  const input = withDevices(fixtureInput('failEncoder'), 'physical');
  expect(viewReport(input).provenance).toEqual({ kind: 'physical', badge: null, sentence: null });
  expect(viewReport(input).decision.reasons[0]?.where).toBe('iPhone 16 Pro');
});

test('an interval that cannot be given is a dash and never a number', () => {
  const input = fixtureInput('pass');
  const comparisons = input.assessment.comparisons.map((comparison): Comparison => ({
    ...comparison,
    change: null,
    verdict: { kind: 'inconclusive', reason: 'tooFewLaunches' },
  }));
  const view = viewReport({ ...input, assessment: { ...input.assessment, comparisons } });
  expect(
    view.matrix.groups.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.flatMap(({ lines }) => lines))),
  ).toEqual([]);
  expect(new Set(view.devices[0]?.comparisons.map((row) => row.change))).toEqual(new Set(['–']));
});

test('model files that differ are listed with both sizes, the others are not', () => {
  expect(viewReport(fixtureInput('pass')).builds.modelFiles).toEqual([
    {
      name: 'vision.onnx',
      state: 'changed',
      baseline: '125.8 MB · a5a5a5a5a5a5',
      candidate: '81.2 MB · 4f4f4f4f4f4f',
    },
  ]);
});

function withDevices(input: ReportInput, provenance: 'physical' | 'host'): ReportInput {
  const devices = input.assessment.devices.map((device) => ({ ...device, provenance }));
  return { ...input, run: { ...input.run, devices }, assessment: { ...input.assessment, devices } };
}

test('the time of a resumed run is marked as including the pauses', () => {
  const { run, ...input } = fixtureInput('pass');
  const { measuredFor } = viewReport({ ...input, run });
  const resumed = { ...run, resumedAt: run.startedAt };
  expect(viewReport({ ...input, run: resumed }).measuredFor).toBe(`${measuredFor}, pauses included`);
});

test('a report names the devices of each machine only where there are several', () => {
  const { run, ...input } = fixtureInput('failEncoder');
  const [own] = run.environments;
  if (own === undefined) throw new Error('nothing measured the fixture');
  const [one = '', two = ''] = run.devices.map(({ id }) => id);
  const other = { ...own, deviceIds: [two], host: 'other', tools: { ...own.tools, appium: '3.9.0' } };
  const environments = [{ ...own, deviceIds: [one] }, other];
  const facts = viewReport({ ...input, run: { ...run, environments } }).environment;
  expect(facts.slice(0, 4)).toEqual([
    { label: 'Harness', value: '0.1.0' },
    { label: 'Node', value: 'v24.21.0' },
    { label: 'Host', value: 'linux x64, 2 cores (iPhone 16 Pro); other (iPhone 13)' },
    { label: 'appium', value: '3.8.0 (iPhone 16 Pro); 3.9.0 (iPhone 13)' },
  ]);
});

test('a report shows what is known of the change that was measured', () => {
  const input = fixtureInput('failEncoder');
  const labels = (source: Source | undefined): readonly string[] =>
    viewReport({ ...input, run: { ...input.run, ...(source === undefined ? {} : { source }) } }).environment.map(
      ({ label }) => label,
    );
  const without = labels(undefined);
  const whole = {
    commit: 'abc1234',
    branch: 'faster',
    baseBranch: 'main',
    pullRequest: 7,
    ciUrl: 'https://ci.example/1',
    startedBy: 'bot',
  };
  expect(labels(whole)).toEqual([
    'Commit',
    'Branch',
    'Merges into',
    'Pull request',
    'CI job',
    'Started by',
    ...without,
  ]);
  expect(labels({ commit: 'abc1234' })).toEqual(['Commit', ...without]);
});
