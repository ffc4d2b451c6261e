import { assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { draws, runOf } from '#harness/gate/random-run.fixture.ts';
import { METRIC_IDS } from '#harness/domain/metric.ts';
import { metricWord } from '#harness/text/names.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { HOSTILE, hostileInput } from '#reports/fixtures/hostile.fixture.ts';
import { FIXTURE_CASES, fixtureInput, goldenInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from '#reports/view/view.ts';
import { pullRequestText } from './comment.ts';
import { sizeOf } from './fit.ts';
import { rememberedIn } from './marker.ts';
import { rowsOf } from './matrix-table.ts';

const FIRST = { earlier: [], reportUrl: null } as const;

function comment(input: ReportInput): string {
  return pullRequestText(input).comment(FIRST);
}

test.each(FIXTURE_CASES)('the comment on %s is the one that was reviewed', async (kind) => {
  const text = pullRequestText(goldenInput(kind)).comment({
    earlier: ['pass', 'fail', 'pass'],
    reportUrl: 'https://ci.example/runs/7/artifacts/9',
  });
  await expect(`${text}\n`).toMatchFileSnapshot(`../golden/comment-${kind}.md`);
});

const OPENING = {
  fail: '## ✕ Do not merge: ',
  inconclusive: '## ? Not proven yet: ',
  pass: '## ✓ May merge: ',
  measured: '## ○ Not judged: ',
} as const;

/** What the first line of a comment says that its rows do not, and the other way round. */
function contradictions(input: ReportInput): readonly string[] {
  const { kind } = pullRequestText(input);
  const [first = ''] = comment(input).split('\n');
  const heading = first.replaceAll('\\', '');
  const cells = rowsOf(viewReport(input).matrix).flatMap((row) => row.cells.map((cell) => ({ kind: cell.kind, row })));
  const regressed = cells.filter((cell) => cell.kind === 'regression');
  const worse = new Set(regressed.map(({ row }) => metricWord(row.metric)));
  const isAboutMetrics = input.decision.kind === 'fail' && input.decision.reasons.every((reason) => 'metric' in reason);
  // `decode rate is 12 % lower on both phones and prefill is 7 % slower on iPhone 13`
  const claimed = METRIC_IDS.map(metricWord).filter((word) =>
    [` ${word} is `, ` ${word} takes `].some((start) => ` ${heading.replace(/^## . [^:]+:/, '')}`.includes(start)),
  );
  const denial = /No regression(?! of a metric that decides| but)/i;
  return [
    ...(heading.startsWith(OPENING[kind]) ? [] : [`opens as another decision: ${heading}`]),
    ...(kind === 'fail' && denial.test(heading) ? [`denies what it says: ${heading}`] : []),
    ...(kind === 'pass' && regressed.some(({ row }) => row.isBlocking)
      ? [`may merge, and a row regressed: ${heading}`]
      : []),
    ...(kind === 'pass' && regressed.length > 0 && denial.test(heading) ? [`hides a row: ${heading}`] : []),
    ...(isAboutMetrics && regressed.length === 0 ? [`no row regressed: ${heading}`] : []),
    ...(kind === 'fail' ? claimed.filter((word) => !worse.has(word)) : []).map(
      (word) => `no row of ${word}: ${heading}`,
    ),
    ...(isAboutMetrics && claimed.length === 0 ? [`names nothing: ${heading}`] : []),
  ];
}

test('of any run, the headline says what its rows say', () => {
  assert(
    property(draws, constantFrom(POLICIES.pr, POLICIES.release), (draw, policy) => {
      const drawn = runOf(draw);
      const assessment = assess({ ...drawn, seed: 1 });
      const decision = decide(assessment, policy);
      const input = { ...drawn, assessment, decision, calibrations: [], thumbnails: new Map<string, string>() };
      expect(contradictions(input)).toEqual([]);
      const text = comment(input);
      expect(sizeOf(text)).toBeLessThanOrEqual(65_536);
      expect(rememberedIn(text, assessment.suite.id)?.results).toEqual([pullRequestText(input).kind]);
    }),
    { numRuns: 80, seed: 20_261_127 },
  );
});

test('every change in the tables is one that the report has, letter by letter', () => {
  for (const kind of FIXTURE_CASES) {
    const input = goldenInput(kind);
    const { matrix, devices, deviceModels } = viewReport(input);
    const known = new Set([
      ...devices.flatMap(({ comparisons }) => comparisons.map(({ change }) => change)),
      ...deviceModels.flatMap(({ rows }) => rows.map(({ change }) => change)),
    ]);
    const shown = rowsOf(matrix).flatMap((row) => row.cells.map(({ change, interval }) => `${change} ${interval}`));
    const changes = shown.filter((text) => text.includes('['));
    expect(changes.filter((text) => kind !== 'noBaseline' && !known.has(text))).toEqual([]);
    expect(changes.filter((text) => !comment(input).replaceAll(/[\\*]/g, '').includes(text))).toEqual([]);
  }
});

test('a failing comment names metric, phase and phones, and what to do, before any table', () => {
  const [before = ''] = comment(goldenInput('failEncoder')).split('\n| ');
  expect(before).toContain('## ✕ Do not merge: time to first token is 10 % slower on both phones');
  expect(before).toContain(
    '136.3 ms → 150.6 ms on iPhone 16 Pro (virtual), 213.9 ms → 235.5 ms on iPhone 13 (virtual)',
  );
  expect(before).toContain('vision encoder');
  expect(before).toMatch(/`fastvlm-bench waive \S+ timeToFirstToken --reason "…" --owner "…" --until 2026-03-31`/);
  expect(before).toContain('**virtual numbers**');
});

test('a pass with a drift says so at once', () => {
  const [heading] = comment(goldenInput('pass')).split('\n');
  expect(heading).toBe('## ✓ May merge: no regression on both phones; peak memory and model load (cold) drifted');
});

test('hostile labels, branches and answers stay text', () => {
  const hostile = hostileInput();
  const input = { ...hostile, run: { ...hostile.run, source: { commit: '`<img src=x>@team', branch: HOSTILE } } };
  const text = comment(input);
  // A code span shows whatever is in it; an escaped backtick begins none.
  const plain = text.replaceAll(/(?<![\\`])(`+)(?!`)[^\n]+?(?<!`)\1(?!`)/g, '');
  for (const mark of ['<script', '<img', '@team', '\u{1B}', '\u{202E}']) expect(plain).not.toContain(mark);
  expect(plain).not.toMatch(/(?<!\\)\]\(http/);
  for (const block of plain.split(/\n\n+/).filter((part) => part.startsWith('|'))) {
    const cells = block.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(cells).size, block.slice(0, 80)).toBe(1);
  }
  expect(text.match(/<!--/g)).toHaveLength(1);
});

test('a run on sixty phones is shortened to what GitHub takes, and says what it left out', () => {
  const input = fixtureInput('failEncoder', 3);
  const [phone] = input.assessment.devices;
  if (phone === undefined) throw new Error('the fixture has no device');
  const devices = Array.from({ length: 60 }, (_, index) => ({
    ...phone,
    id: `p${index}`,
    model: `m${index}`,
    label: HOSTILE,
  }));
  const comparisons = devices.flatMap(({ id }) =>
    input.assessment.comparisons.slice(0, 13).map((comparison) => ({ ...comparison, deviceId: id })),
  );
  const huge = { ...input, assessment: { ...input.assessment, devices, comparisons } };
  const { comment: of, summary } = pullRequestText(huge);
  const text = of(FIRST);
  expect(sizeOf(text)).toBeLessThanOrEqual(65_536);
  expect(sizeOf(summary(FIRST))).toBeLessThanOrEqual(65_535);
  expect(text).toMatch(/_Left out, because a comment may not be longer: .*the evidence of/);
  expect(text).toContain('… and ');
  expect(text.trimEnd().split('\n').at(-1)).toBe('<!-- fastvlm-bench:release 2026-03-01T09:15:00.000Z fail -->');
});

test('the summary of a check has nothing folded but changed answers, and no marker', () => {
  const text = pullRequestText(goldenInput('failEncoder')).summary({ reportUrl: null });
  expect(text.match(/<details>/g)).toHaveLength(1);
  expect(text).not.toContain('<!--');
});

test('a link to the report cannot end early', () => {
  const url = 'https://ci.example/a b)](http://evil.example)|';
  expect(pullRequestText(goldenInput('pass')).comment({ earlier: [], reportUrl: url })).toContain(
    '[Whole report](https://ci.example/a%20b%29%5D%28http://evil.example%29%7C)',
  );
});
