import { MS_PER_MINUTE } from '#harness/compare/launches/minutes.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { bestIterations } from '#harness/lab/forecast/best-iterations.ts';

/** How many iterations a launch find most in the same time, for each metric that has a value an iteration. */
export function iterationsText({ protocol }: Pass, calibrations: readonly Calibration[]): string {
  const iterations = protocol.iterationsPerLaunch;
  const advice = calibrations.flatMap(({ metric, launchSd, iterationSd, iterationMs, blockMinutes }) => {
    if (launchSd === null || iterationSd === null || iterationMs === null || iterationMs === 0) return [];
    const launchMs = (blockMinutes * MS_PER_MINUTE) / 2 - iterations * protocol.cycles * iterationMs;
    if (launchMs <= 0) return [];
    const best = bestIterations({ launchMs, iterationMs, launchSd, iterationSd, iterations });
    return [`${METRICS[metric].label} ${Number.isFinite(best) ? best : 'as many as you like'}`];
  });
  if (advice.length === 0) return '';
  return `Iterations a launch, now ${iterations}, that find most in the same time: ${advice.join(', ')}\n`;
}
