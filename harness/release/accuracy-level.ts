import { isMeasured } from '#harness/domain/outcome.ts';
import type { Run } from '#harness/domain/run.ts';
import { clusteredMean } from '#harness/stats/intervals/clustered-mean.ts';
import { mean } from '#harness/stats/moments.ts';
import { studentQuantile } from '#harness/stats/distributions/student-t.ts';
import type { Level } from '#harness/domain/scorecard.ts';

/** As other levels: two-sided, so that 5 % lie above and 5 % below. */
const CONFIDENCE = 0.9;

/**
 * Accuracy of the candidate on the questions of a pass, with the interval of what other questions of the kind would have given: each
 * question counts once, and questions about one image resemble each other (Miller 2024, arXiv 2411.00640). Null where none is scored;
 * without an interval where all are about one image.
 */
export function accuracyLevel(run: Run, deviceId: string, passId: string): Level | null {
  const pass = run.suite.passes.find(({ id }) => id === passId);
  const images = new Map(
    run.questions.filter(({ dataset }) => dataset === pass?.workload.dataset).map(({ id, imageId }) => [id, imageId]),
  );
  const scores = run.launches
    .filter((launch) => launch.deviceId === deviceId && launch.slot.pass === passId && launch.slot.arm === 'candidate')
    .flatMap((launch) => (isMeasured(launch) ? launch.outcome.iterations : []))
    .flatMap(({ questionId, phase, score }) => (score === null || phase !== 'measured' ? [] : [{ questionId, score }]));
  const values = [...Map.groupBy(scores, ({ questionId }) => questionId)].map(([questionId, own]) => ({
    value: mean(own.map(({ score }) => score)) ?? 0,
    cluster: images.get(questionId) ?? -questionId,
    stratum: '',
  }));
  const estimate = mean(values.map(({ value }) => value));
  if (estimate === null) return null;
  const clustered = clusteredMean(values);
  if (clustered === null) return { estimate, low: null, high: null };
  const reach = studentQuantile(1 - (1 - CONFIDENCE) / 2, clustered.clusters - 1) * clustered.standardError;
  return { estimate, low: Math.max(0, estimate - reach), high: Math.min(1, estimate + reach) };
}
