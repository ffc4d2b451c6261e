/** Test support: earlier nights of a report's suite, made by hand with seeded noise. */
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import type { SeriesPoint, Trend } from '#harness/ports/store.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { createRandom } from '#harness/stats/random.ts';

const DAY_MS = 86_400_000;

/**
 * The same report with so many stored runs up to this one: another system build after two thirds, a baseline at a third, and a
 * level that changes at this run.
 */
export function withTrend(input: ReportInput, runs = 30): ReportInput {
  const { run, assessment } = input;
  const idOf = (index: number): string => (index === runs - 1 ? run.id : `night-${index + 1}`);
  const ids = Array.from({ length: runs }, (_, index) => idOf(index));
  const normal = standardNormal(createRandom(run.seed, 'nights'));
  const trend: Trend = {
    branch: 'main',
    runs: ids.map((id, index) => ({
      id,
      startedAt: new Date(Date.parse(run.startedAt) - (runs - 1 - index) * DAY_MS).toISOString(),
      candidateLabel: run.candidate.label,
      commit: null,
      branch: 'main',
      isComplete: true,
    })),
    series: assessment.summaries
      .filter(({ arm }) => arm === 'candidate')
      .map(({ deviceId, passId, metric, median }, lane) => {
        const device = assessment.devices.find(({ id }) => id === deviceId);
        return {
          changes: [{ index: runs - 1, before: 0.97 * median.estimate, after: median.estimate }],
          lane: {
            id: lane + 1,
            deviceModel: device?.model ?? '',
            provenance: device?.provenance ?? 'virtual',
            suiteId: run.suite.id,
            suiteVersion: run.suite.version,
            passId,
            workload: '0123456789abcdef',
            metric,
          },
          deviceId,
          points: ids.map((runId, index): SeriesPoint => {
            const level = index === runs - 1 ? median.estimate : median.estimate * (0.97 + 0.008 * normal());
            const half = 0.008 * level;
            const isOfAnswers = METRICS[metric].comparedBy === 'question';
            return {
              runId,
              osBuild: index < (2 * runs) / 3 ? '23B85' : '23C55',
              level,
              low: isOfAnswers ? null : level - half,
              high: isOfAnswers ? null : level + half,
              launches: 20,
            };
          }),
        };
      }),
    baselines: [{ name: 'main', runId: idOf(Math.floor(runs / 3)) }],
  };
  return { ...input, trend };
}
