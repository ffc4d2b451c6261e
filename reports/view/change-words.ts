import type { Comparison } from '#harness/domain/comparison.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { fixed, trimmed } from '#harness/text/numbers.ts';
import { marginText } from '#harness/text/quantities.ts';

type Changing = Pick<Comparison, 'metric' | 'scale'>;

/** From this change on, a factor is easier to read than a percentage. */
const MANIFOLD = 1;

/**
 * A change in the words of a stand-up: `is 27 % slower`, `is 19 points lower`, `takes 15.7 times as long`. Two sizes that
 * look alike are one.
 */
export function worseWords(of: Changing, changes: readonly number[]): string {
  const sizes = changes.toSorted((a, b) => a - b);
  const [least, most] = [sizes[0] ?? 0, sizes.at(-1) ?? 0];
  const isTime = METRICS[of.metric].unit === 'ms' && METRICS[of.metric].better === 'lower';
  if (of.scale === 'relative' && least >= MANIFOLD) {
    const times = range(factorText(1 + least), factorText(1 + most));
    return isTime ? `takes ${times} times as long` : `is ${times} times as large`;
  }
  const grew = least + most > 0;
  const texts = [sizeText(Math.abs(least), of), sizeText(Math.abs(most), of)].toSorted(byNumber);
  return `is ${range(texts[0] ?? '', texts[1] ?? '')} ${isTime ? (grew ? 'slower' : 'faster') : grew ? 'higher' : 'lower'}`;
}

/** `27 to 31 %`: the unit once. */
function range(low: string, high: string): string {
  if (low === high) return high;
  const [number, unit] = [low.replace(/ .*$/, ''), low.replace(/^\S+/, '')];
  return high.endsWith(unit) ? `${number} to ${high}` : `${low} to ${high}`;
}

function byNumber(a: string, b: string): number {
  return Number.parseFloat(a.replaceAll(',', '')) - Number.parseFloat(b.replaceAll(',', ''));
}

function sizeText(size: number, of: Changing): string {
  if (of.scale === 'relative') return `${rounded(100 * size)} %`;
  if (METRICS[of.metric].unit !== 'ratio') return marginText(size, of);
  const points = rounded(100 * size);
  return `${points} ${points === '1' ? 'point' : 'points'}`;
}

/** No decimals from ten on: a sentence is no table. */
function rounded(value: number): string {
  return trimmed(value, value >= 10 ? 0 : value >= 1 ? 1 : 2);
}

function factorText(factor: number): string {
  return fixed(factor, factor >= 100 ? 0 : 1);
}
