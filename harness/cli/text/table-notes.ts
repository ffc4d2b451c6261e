import { scaleOf } from '#harness/compare/change/scale.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { trimmed } from '#harness/text/numbers.ts';
import { marginText } from '#harness/text/quantities.ts';
import type { Margin, Pass, Suite } from '#harness/domain/suite.ts';

/** Metrics of a pass that its table lacks, each with the reason; empty where it has them all. */
export function omittedText(
  pass: Pass,
  suite: Suite,
  shown: readonly MetricId[],
  source: { readonly isAssumed: boolean; readonly calibrations: readonly Calibration[] },
): string {
  const omitted = pass.metrics
    .filter((metric) => !shown.includes(metric))
    .map((metric) => `${METRICS[metric].label} (${whyOmitted(metric, pass, suite, source)})`);
  return omitted.length === 0 ? '' : `Left out: ${omitted.join(', ')}\n`;
}

function whyOmitted(
  metric: MetricId,
  pass: Pass,
  { margins }: Suite,
  { isAssumed, calibrations }: Parameters<typeof omittedText>[3],
): string {
  if (METRICS[metric].comparedBy !== 'launch') return 'does not vary by chance';
  if (!margins.some((margin) => margin.metric === metric)) return 'has no margin';
  if (isAssumed) return 'its margin is not a percentage';
  return calibrations.some((known) => known.passId === pass.id && known.metric === metric)
    ? 'calibrated in too few blocks'
    : 'not calibrated';
}

/** Where a margin is a percentage or a size, whichever is larger, the level says which; without one it is a guess. */
export function unknownLevelText(metrics: readonly MetricId[], { margins }: Suite): string {
  const open = margins.filter(
    (margin) => metrics.includes(margin.metric) && scaleOf(margin) === 'relative' && margin.absolute !== null,
  );
  return [...Map.groupBy(open, bothSizes)]
    .map(([sizes, alike]) => {
      const labels = alike.map(({ metric }) => METRICS[metric].label).join(', ');
      const taken = `taken as ${trimmed(alike[0]?.percent ?? 0)} %`;
      return `${labels}: the margin is ${sizes}, the larger. Its level was not measured: ${taken}.\n`;
    })
    .join('');
}

function bothSizes({ metric, percent, absolute }: Margin): string {
  return `${trimmed(percent ?? 0)} % or ${marginText(absolute ?? 0, { metric, scale: 'absolute' })}`;
}
