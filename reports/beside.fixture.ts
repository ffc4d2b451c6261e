/** Test support: a report whose launches have values of metrics that no suite asks for. */
import type { MetricId } from '#harness/domain/metric.ts';
import type { ReportInput } from '#harness/ports/report.ts';

/** Memory headroom beside peak memory, and instructions beside time to first token: more on each further phone. */
export function withBeside(input: ReportInput): ReportInput {
  const { assessment } = input;
  const { summaries, devices } = assessment;
  const beside = (of: MetricId, metric: MetricId, factor: number) =>
    summaries
      .filter((own) => own.metric === of)
      .map(({ median, ...own }) => {
        const times = factor * (1 + devices.findIndex(({ id }) => id === own.deviceId));
        const { estimate, low, high } = median;
        return {
          ...own,
          metric,
          values: own.values.map((value) => value * times),
          median: {
            ...median,
            estimate: estimate * times,
            low: low === null ? null : low * times,
            high: high === null ? null : high * times,
          },
        };
      });
  const more = [
    ...beside('peakMemory', 'memoryHeadroom', 3),
    ...beside('timeToFirstToken', 'instructionsPerAnswer', 1e7),
  ];
  return { ...input, assessment: { ...assessment, summaries: [...summaries, ...more] } };
}
