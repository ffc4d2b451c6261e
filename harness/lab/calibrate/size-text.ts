import { changeOf, type Scale } from '#harness/compare/change/scale.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { roughText } from '#harness/text/quantities.ts';

/**
 * A spread or a distance on the analysis scale for people: in per cent where changes are ratios, else in the metric's
 * unit.
 */
export function sizeText(metric: MetricId, scale: Scale, size: number): string {
  return roughText(changeOf(scale, size), { metric, scale });
}
