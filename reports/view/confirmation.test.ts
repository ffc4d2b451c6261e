import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aDevice, aMeasured, anIteration, aPass, aRun, launchNoise } from '#harness/compare/run.fixture.ts';
import { withSecondSession } from '#harness/compare/second-session.fixture.ts';
import type { Policy } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { junitReporter } from '#reports/junit/reporter.ts';
import { markdownReporter } from '#reports/markdown/reporter.ts';
import { pullRequestReporter } from '#reports/pull-request/reporter.ts';
import { terminalSummary } from '#reports/terminal/summary.ts';
import { viewReport } from './view.ts';

const TWICE: Policy = { ...POLICIES.pr, id: 'twice', confirm: 'secondSession' };
const PASSES = [aPass('latency', ['timeToFirstToken', 'visionEncode'])];

function session(seed: number, factor: number, phones = 1): Run {
  const noise = launchNoise(seed, 0.01);
  const devices = ['one', 'two'].slice(0, phones).map((id) => aDevice(id));
  return aRun({
    blocks: 8,
    devices,
    passes: PASSES,
    outcome: ({ arm }) =>
      aMeasured({ iterations: [anIteration({ visionEncodeMs: 50 * noise() * (arm === 'candidate' ? factor : 1) })] }),
  });
}

function reported(run: Run): ReportInput {
  const assessment = assess({ run, baselineRun: null, seed: 7 });
  const decision = decide(assessment, TWICE);
  return { run, baselineRun: null, assessment, decision, calibrations: [], thumbnails: new Map() };
}

async function everywhere(input: ReportInput): Promise<Readonly<Record<string, string>>> {
  const reporters = [markdownReporter(), pullRequestReporter(), junitReporter()];
  const files = (await Promise.all(reporters.map(async (reporter) => reporter.render(input)))).flat();
  const texts = files.map(({ name, content }) => [name, content] as const);
  return Object.fromEntries([...texts, ['terminal', terminalSummary(input, { colour: false })]]);
}

const slow = session(1, 1.3);

test('a regression that a second session finds is confirmed in every report, with its own numbers', async () => {
  const input = reported(withSecondSession(slow, session(2, 1.3)));
  expect(viewReport(input).decision.reasons[0]?.detail).toMatch(/\. Confirmed by a second session \(\+\d+\.\d % \[/);
  for (const [name, text] of Object.entries(await everywhere(input)))
    expect([name, text]).toEqual([name, expect.stringMatching(/[Cc]onfirmed by a second session/)]);
});

test.each([
  ['does not find', session(2, 1), 'Not confirmed: a second session finds it within the margin'],
  ['was not measured', null, 'Not confirmed: no second session was measured'],
] as const)('a regression that a second session %s is no failure of any report', async (_what, second, sentence) => {
  const input = reported(second === null ? slow : withSecondSession(slow, second));
  const { decision, findings } = viewReport(input);
  expect(decision.reasons[0]).toMatchObject({
    title: 'Regression, unconfirmed: Time to first token',
    detail: expect.stringContaining(sentence),
  });
  // Its phases are no surer than the metric that they are part of.
  expect(input.assessment.comparisons.map(({ verdict }) => verdict.kind)).toEqual(['regression', 'regression']);
  expect(findings.map(({ kind }) => kind)).toEqual(['unconfirmed', 'unconfirmed']);
  const texts = await everywhere(input);
  for (const [name, text] of Object.entries(texts))
    expect([name, text]).toEqual([name, expect.stringMatching(new RegExp(sentence, 'i'))]);
  expect(texts['junit.xml']).toContain('failures="0"');
  expect(texts['junit.xml']).not.toContain('<failure');
});

test('phones of a model show what the second session made of their mean', () => {
  const { decision, findings } = viewReport(reported(withSecondSession(session(1, 1.3, 2), session(2, 1, 2))));
  expect(decision.sentence).toMatch(
    /^Time to first token regressed on .* in one session, which no second one confirms\.$/,
  );
  expect(findings.map(({ kind }) => kind)).toEqual(['unconfirmed', 'unconfirmed']);
});

test('how long a second session took, when and what it measured is in the report, beside the policy that asked for it', async () => {
  const [again, minute] = [session(2, 1.3), 60_000];
  const after = Date.parse(slow.endedAt) + 20 * minute;
  const [startedAt, endedAt] = [after, after + 3 * minute].map((time) => new Date(time).toISOString());
  const input = reported(withSecondSession(slow, again, { startedAt: startedAt ?? '', endedAt: endedAt ?? '' }));
  const { measuredFor, method, decision } = viewReport(input);
  expect(measuredFor).toMatch(/, and 3 min 00 s for a second session$/);
  expect(method.facts).toContainEqual({
    label: 'Second session',
    value: expect.stringMatching(
      /^Began \S+ \S+ UTC, 20 min 00 s after the first session, and took 3 min 00 s\. It measured time to first token and vision encoder \(pass latency\) again on iPhone one: 16 launches, order seed \d+\.$/,
    ),
  });
  expect(decision.policy).toContain(
    '; a regression fails only if a second session finds it too, but one of model size or accuracy fails at once.',
  );
  const firstSeconds = (Date.parse(slow.endedAt) - Date.parse(slow.startedAt)) / 1000;
  const junit = (await everywhere(input))['junit.xml'];
  expect(Number(/<testsuite [^>]* time="([\d.]+)"/.exec(junit ?? '')?.[1])).toBeCloseTo(firstSeconds + 3 * 60, 3);
  const alone = viewReport(reported(slow));
  expect(alone.method.facts.map(({ label }) => label)).not.toContain('Second session');
  expect(alone.measuredFor).not.toContain('second session');
});

test('a run that lacks its second session is told how to measure it', () => {
  const { next } = viewReport(reported(slow));
  expect(next[0]?.command).toMatch(/ run --resume .*--policy twice$/);
});
