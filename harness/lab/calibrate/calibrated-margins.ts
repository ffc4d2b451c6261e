import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { Margin, Pass, Suite } from '#harness/domain/suite.ts';

/** The margins that noise is compared with: of the metrics of a pass that vary by chance, in their order. */
export function calibratedMargins({ metrics }: Pass, { margins }: Suite): readonly Margin[] {
  return metrics
    .filter((metric) => METRICS[metric].comparedBy === 'launch')
    .flatMap((metric) => margins.find((margin) => margin.metric === metric) ?? []);
}
