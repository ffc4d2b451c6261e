import type { Scale } from '#harness/compare/scale.ts';
import { METRICS, type MetricId } from '#harness/domain/metric.ts';

/** A spread or a distance on the analysis scale for people: a percentage where changes are ratios, else in the metric's unit. */
export function sizeText(metric: MetricId, scale: Scale, size: number): string {
  return limitText(metric, scale, scale === 'relative' ? Math.expm1(size) : size);
}

/** A margin or a change as it is read, a fraction where changes are ratios. */
export function limitText(metric: MetricId, scale: Scale, size: number): string {
  if (scale === 'relative') return percentText(size);
  const { unit } = METRICS[metric];
  if (unit === 'ratio') return `${digits(size * 100)} points`;
  return unit.startsWith('B') ? `${digits(size / 1e6)} M${unit}` : `${digits(size)} ${unit}`;
}

/** A fraction as a percentage: `4.2 %`. */
export function percentText(fraction: number): string {
  return `${digits(fraction * 100)} %`;
}

function digits(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return '∞';
  const size = Math.abs(value);
  return value.toFixed(size >= 10 ? 0 : size >= 1 ? 1 : 2);
}
