import { expect, test } from 'vitest';
import type { Policy } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { Waiver } from '#harness/domain/waiver.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { markdownReporter } from '#reports/markdown/reporter.ts';
import { terminalSummary } from '#reports/terminal/summary.ts';
import { viewReport } from './view.ts';

const input = fixtureInput('failEncoder');
const failing = decide(input.assessment, POLICIES.pr);
const metrics = [...new Set(failing.reasons.flatMap((reason) => ('metric' in reason ? [reason.metric] : [])))];

const waivers = (acceptedPercent: number, until = '2026-12-31', reason = 'A better encoder'): readonly Waiver[] =>
  metrics.map((metric) => ({ metric, acceptedPercent, owner: 'QA', reason, until }));

const viewWith = (own: readonly Waiver[], policy: Policy = POLICIES.pr) =>
  viewReport({ ...input, decision: decide(input.assessment, policy, { waivers: own, on: '2026-06-15' }) });

test('a pass with waivers says so in its headline, its count and its rows', () => {
  expect(failing.kind).toBe('fail');
  const { decision, facts } = viewWith(waivers(400));
  expect(decision.kind).toBe('pass');
  expect(decision.sentence).toMatch(
    /^No metric that decides regressed beyond its margin on .*, but for what is waived: /,
  );
  expect(decision.findings.find(({ verdict }) => verdict === 'Waived')?.why).toBe(
    'Waived: up to 400 % until 2026-12-31 by QA: A better encoder.',
  );
  expect(facts.find(({ label }) => label === 'Waived')?.value).not.toBe('0');
  expect(facts.find(({ label }) => label === 'Regressions')?.value).toBe('0');
});

test('a doubt that is waived is not counted among what is undecided', () => {
  const unsure = fixtureInput('inconclusive');
  const doubted = decide(unsure.assessment, POLICIES.release);
  const all = [...new Set(doubted.reasons.flatMap((reason) => ('metric' in reason ? [reason.metric] : [])))];
  const own = all.map((metric): Waiver => ({
    metric,
    acceptedPercent: 400,
    owner: 'QA',
    reason: 'Known',
    until: '2026-12-31',
  }));
  const decision = decide(unsure.assessment, POLICIES.pr, { waivers: own, on: '2026-06-15' });
  expect(decision.kind).toBe('pass');
  const { sentence } = viewReport({ ...unsure, decision }).decision;
  expect(sentence).toContain('but for what is waived');
  expect(sentence).not.toMatch(/inconclusive|unconfirmed/);
});

test('a report without waivers does not speak of them', () => {
  const { decision, facts } = viewWith([]);
  expect(JSON.stringify([decision, facts])).not.toMatch(/waive/i);
});

test.each([
  ['exceeded', waivers(1), /It exceeds its waiver: up to 1 % until 2026-12-31 by QA: A better encoder\./],
  ['expired', waivers(400, '2026-01-01'), /Its waiver has expired: up to 400 % until 2026-01-01 by QA/],
] as const)('a waiver that is %s stands at the reason that fails', (_state, own, sentence) => {
  const { decision } = viewWith(own);
  expect(decision.kind).toBe('fail');
  expect(decision.reasons[0]?.detail).toMatch(sentence);
});

test('the file of waivers is named beside the policy, also where nothing was waived', async () => {
  const waived = { ...input, waivers: { file: 'ci/waivers.json', entries: 1 } };
  expect(viewReport(waived).decision.policy).toMatch(/^Policy “pr”: .*\. Waivers: ci\/waivers\.json, 1 entry\.$/);
  expect(terminalSummary(waived, { colour: false })).toContain(' Waivers: ci/waivers.json, 1 entry.\n');
  const [summary] = await markdownReporter().render(waived);
  expect(summary?.content).toContain('ci/waivers.json');
});

test('a change that may exceed its waiver is no regression of the report, and says why', () => {
  const finding = input.assessment.comparisons.find(({ metric }) => metric === metrics[0]);
  const change = finding?.change;
  if (finding === undefined || change === null || change === undefined) throw new Error('the example has no change');
  const better = METRICS[finding.metric].better === 'lower' ? 1 : -1;
  const { decision } = viewWith(waivers(100 * better * change.estimate), POLICIES.release);
  expect(decision.kind).toBe('inconclusive');
  expect(decision.reasons.map(({ title, detail }) => `${title}. ${detail}`).join('\n')).toMatch(
    /Regression, unconfirmed: .*It may exceed its waiver: up to /,
  );
});

test('what people typed into a waiver is text in Markdown', async () => {
  const hostile = waivers(400, '2026-12-31', '<img src=x onerror=alert(1)> | [l](http://evil.example) @team');
  const decision = decide(input.assessment, POLICIES.pr, { waivers: hostile, on: '2026-06-15' });
  const files = await markdownReporter().render({ ...input, decision });
  const text = files.map(({ content }) => content).join('\n');
  expect(text).toMatch(/Waived/);
  expect(text).not.toMatch(/<img|\]\(http:\/\/evil|[^\\`]@team/);
});
