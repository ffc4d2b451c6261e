/** What the examples of outputs show is what the reports print. `vitest -u docs/outputs.test.ts` writes them again. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';
import { exceptionsAt } from '#harness/domain/waiver.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { latency } from '#harness/release/plan.fixture.ts';
import { scoreRelease } from '#harness/release/score-release.ts';
import { medianInterval } from '#harness/stats/intervals/median-interval.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { pullRequestText } from '#reports/pull-request/comment.ts';
import { renderScorecard } from '#reports/scorecard/render.ts';
import { SUITES } from '#suites/catalogue.ts';
import { RELEASE_PLAN } from '#suites/release-plan.ts';
import { ROOT } from './blocks.fixture.ts';

const REPORT_URL = 'https://ci.example/runs/7/artifacts/9';

type Outcome = {
  readonly name: string;
  /** What the comment is on, and a part of its headline. */
  readonly input: ReportInput;
  readonly headline: string;
  /** What the scorecard is made from. */
  readonly released: ReportInput;
  readonly verdict: string;
};

const passOf = (blocks: number): ReportInput => fixtureInput('pass', blocks);

/** The build that passes has a small loss that few blocks leave as drift; with 12 it does not prove its target yet. */
const OUTCOMES: readonly Outcome[] = [
  { name: 'fail', headline: 'Do not merge', verdict: 'HOLD', ...both(fixtureInput('failEncoder', 6)) },
  {
    name: 'inconclusive',
    headline: 'Not proven yet',
    verdict: 'NOT PROVEN',
    input: fixtureInput('inconclusive', 6),
    released: passOf(12),
  },
  { name: 'pass', headline: 'May merge: no regression on both phones\n', verdict: 'SHIP', ...both(passOf(40)) },
  { name: 'pass-with-drift', headline: 'drifted', verdict: 'SHIP', ...both(passOf(24)) },
];

function both(input: ReportInput): Pick<Outcome, 'input' | 'released'> {
  return { input, released: input };
}

const fileOf = (name: string): string => join(ROOT, 'docs/outputs', `${name}.md`);

describe.each(OUTCOMES)('$name', ({ name: outcome, input, headline, released, verdict }) => {
  test('the document shows the comment on a pull request', async () => {
    const comment = pullRequestText(input).comment({ earlier: ['pass', 'fail', 'pass'], reportUrl: REPORT_URL });
    expect(comment).toContain(headline);
    await expect(comment).toMatchFileSnapshot(fileOf(`comment-${outcome}`));
  });

  test('the document shows the summary of the check', async () => {
    const summary = pullRequestText(input).summary({ reportUrl: REPORT_URL });
    expect(summary).toContain(headline);
    await expect(summary).toMatchFileSnapshot(fileOf(`check-${outcome}`));
  });

  test('the document shows the scorecard of a release', async () => {
    const files = await renderScorecard(scorecardOf(released));
    const markdown = files.find(({ name }) => name.endsWith('.md'))?.content ?? '';
    expect(markdown).toMatch(new RegExp(`^# ${verdict}: `));
    await expect(markdown).toMatchFileSnapshot(fileOf(`scorecard-${outcome}`));
  });
});

/** What the sample app promises, on the phones of the fixtures; they are virtual, which the scorecards say. */
const PLAN: ReleasePlan = {
  ...RELEASE_PLAN,
  product: 'Sample',
  variants: [{ id: 'Base', names: ['vision-int4'] }],
  deviceModels: { 'iPhone17,1': 'iPhone 16 Pro', 'iPhone14,5': 'iPhone 13' },
  expected: [
    { variant: 'Base', deviceModel: 'iPhone14,5' },
    { variant: 'Base', deviceModel: 'iPhone17,1' },
  ],
  releases: ['v1.0', 'v2.0'],
  targets: [
    {
      ...latency(220),
      label: 'Time to first token',
      how: 'from the first stage of a question to its first token',
      known: null,
    },
  ],
  externalGates: [],
  virtual: 'accept',
};

function scorecardOf({ run, assessment }: ReportInput) {
  const decision = decide(assessment, POLICIES.pr);
  const summaries = assessment.summaries.map((own) => ({
    ...own,
    median: medianInterval(own.values, 0.9) ?? own.median,
  }));
  const now = new Date(run.endedAt);
  return scoreRelease({
    plan: PLAN,
    release: 'v1.0',
    runs: [{ run, assessment: { ...assessment, summaries }, decision }],
    pinned: null,
    earlier: [],
    version: run.candidate.version,
    external: [],
    falseAlarms: null,
    suites: SUITES,
    exceptions: exceptionsAt(run.endedAt, []),
    now,
  });
}
