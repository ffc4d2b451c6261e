import { fixed, trimmed } from './numbers.ts';

/** A p of three decimals; neither impossible nor sure. */
export function probabilityText(p: number): string {
  if (p < 0.001) return '< 0.001';
  return p > 0.999 ? '> 0.999' : fixed(p, 3);
}

/** Confidence in per cent, rounded down: a report never claims more of it than there is. */
export function confidenceText(confidence: number): string {
  // The smallest step of a double must not cost a digit: 100 · 0.9598 may fall short of 95.98.
  return `${trimmed(Math.floor(1000 * confidence + 1e-6) / 10)} %`;
}

/** Power of a test in per cent; nothing is sure. */
export function powerText(power: number): string {
  return power > 0.999 ? '> 99.9 %' : `${fixed(100 * power, 1)} %`;
}

/** A chance in per cent: `3.5 %`, `25 %`, `< 0.1 %`. */
export function chanceText(p: number): string {
  return p < 0.001 ? '< 0.1 %' : `${fixed(100 * p, p < 0.0995 ? 1 : 0)} %`;
}
