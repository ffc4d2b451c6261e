import { normalQuantile, normalUpperTail } from '#harness/stats/distributions/normal.ts';

/** How the answers of two builds differ. */
export type Flips = {
  /** Share of the questions whose score changes, 0..1. */
  readonly rate: number;
  /** Mean square of the change among those, 0..1. */
  readonly meanSquare: number;
};

/** One-sided: the end of a two-sided 90 % interval that a verdict rests on. */
const ALPHA = 0.05;

/**
 * Questions that it takes to show, with this power, that accuracy fell by less than the margin when it did not change:
 * n = (z₁₋α + z₁₋β)² · Var(d) / m² with Var(d) = rate · E[d² | flip], the normal sample size of a paired
 * non-inferiority test (Julious 2004, Statistics in Medicine 23:1921). Questions of one image are taken to be
 * independent.
 *
 * @param margin fraction of the full score, above 0
 * @param power strictly between 0 and 1
 */
export function questionsFor(margin: number, flips: Flips, power: number): number {
  const reach = normalQuantile(1 - ALPHA) + normalQuantile(power);
  return Math.ceil((reach ** 2 * varianceOf(flips)) / margin ** 2);
}

/** The power that so many questions have, by the same formula; 1 where nothing flips. */
export function powerOf(questions: number, margin: number, flips: Flips): number {
  const variance = varianceOf(flips);
  if (variance === 0) return 1;
  return normalUpperTail(normalQuantile(1 - ALPHA) - margin * Math.sqrt(questions / variance));
}

function varianceOf({ rate, meanSquare }: Flips): number {
  return rate * meanSquare;
}
