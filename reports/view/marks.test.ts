import { expect, test } from 'vitest';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { markdownReporter } from '#reports/markdown/reporter.ts';
import { terminalSummary } from '#reports/terminal/summary.ts';
import type { ReportInput } from '#harness/ports/report.ts';

/** A run in which one metric of one phone changed by so much, between medians of 1,133 and 1,112 tok/s. */
function changedBy(estimate: number): ReportInput {
  const input = fixtureInput('pass');
  const [phone] = input.assessment.devices;
  const comparisons = input.assessment.comparisons.map((comparison) =>
    comparison.metric !== 'decodeRate' || comparison.deviceId !== phone?.id
      ? comparison
      : {
          ...comparison,
          baseline: { ...comparison.baseline, median: { ...comparison.baseline.median, estimate: 1133 } },
          candidate: { ...comparison.candidate, median: { ...comparison.candidate.median, estimate: 1112 } },
          change: { estimate, low: estimate - 0.04, high: estimate + 0.04, confidence: 0.9 },
        },
  );
  return { ...input, assessment: { ...input.assessment, comparisons } };
}

/** The lines of terminal and Markdown about that metric, and what stands below their tables. */
async function linesOf(input: ReportInput): Promise<readonly { readonly row: string; readonly below: string }[]> {
  const [markdown] = await markdownReporter().render(input);
  return [terminalSummary(input, { colour: false }), String(markdown?.content)].map((text) => {
    const lines = text.split('\n').map((line) => line.trim());
    const row = lines.find((line) => line.includes('1,133 tok/s')) ?? '';
    return { row, below: lines.find((line) => line.startsWith('†')) ?? '' };
  });
}

test('a change with another sign than that of the two medians beside it is marked, and explained below', async () => {
  for (const { row, below } of await linesOf(changedBy(0.05))) {
    expect(row).toMatch(/1,112 tok\/s.*\+5\.0 % \\?\[1\.0, 9\.0\\?\](?: at 90 %)? †/);
    expect(below).toMatch(/^† Not computed from the two medians shown, so even its sign may differ\.$/);
  }
});

test('a change with the sign of its medians has no mark', async () => {
  for (const { row } of await linesOf(changedBy(-0.02))) {
    expect(row).toContain('−2.0 %');
    expect(row).not.toContain('†');
  }
});

test('a metric that only warns is marked as such', async () => {
  const { assessment, ...input } = changedBy(-0.02);
  const comparisons = assessment.comparisons.map((comparison) => ({ ...comparison, severity: 'warn' as const }));
  for (const { row } of await linesOf({ ...input, assessment: { ...assessment, comparisons } })) {
    expect(row).toContain('5 % (warns)');
  }
});
