/** Test support: launches that report what they hold at each phase. */
import type { ArmSummary } from '#harness/domain/comparison.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { ReportInput } from '#harness/ports/report.ts';

/** As shares of the peak. */
const SHARES: readonly (readonly [MetricId, number])[] = [
  ['memoryAfterLoad', 0.7],
  ['memoryAtPrefill', 0.95],
  ['memoryAfterUnload', 0.2],
];

/** The same report with the other phases beside each peak. */
export function withFootprints(input: ReportInput): ReportInput {
  const { assessment } = input;
  const others = assessment.summaries.filter(({ metric }) => metric === 'peakMemory').flatMap(footprintsBeside);
  return { ...input, assessment: { ...assessment, summaries: [...assessment.summaries, ...others] } };
}

/** The summaries of the other phases for that of a peak. */
export function footprintsBeside(peak: ArmSummary): readonly ArmSummary[] {
  return SHARES.map(([metric, share]) => ({
    ...peak,
    metric,
    values: peak.values.map((bytes) => share * bytes),
    median: { estimate: share * peak.median.estimate, low: null, high: null },
  }));
}
