import { normalQuantile, normalUpperTail } from '#harness/stats/distributions/normal.ts';

/**
 * The share of α that a test which looks repeatedly may have spent by a look (Lan & DeMets 1983): 0 at no information,
 * 1 at all of it, never falling in between. `fraction` is the information at hand divided by what was planned; beyond
 * 1 nothing is left to spend. Only a share that differs from α to α needs the second argument.
 */
export type Spending = (fraction: number, alpha: number) => number;

/**
 * (1 − e^(−γt)) / (1 − e^(−γ)) at fraction t (Hwang, Shih & DeCani 1990). Below 0, γ saves α for the late looks: −4 is
 * much like O'Brien–Fleming, 1 much like Pocock, and 0 spends in proportion to the information.
 */
export function hwangShihDeCani(gamma: number): Spending {
  return (fraction) => {
    const spent = Math.min(fraction, 1);
    return gamma === 0 ? spent : Math.expm1(-gamma * spent) / Math.expm1(-gamma);
  };
}

/** 2 (1 − Φ(z / √t)) / α with z the upper α/2 quantile (Lan & DeMets 1983): next to nothing for early looks. */
export const obrienFlemingType: Spending = (fraction, alpha) => {
  const z = -normalQuantile(alpha / 2);
  return (2 * normalUpperTail(z / Math.sqrt(Math.min(fraction, 1)))) / alpha;
};

/** ln(1 + (e − 1) t) (Lan & DeMets 1983): much the same bar at every look. */
export const pocockType: Spending = (fraction) => Math.log1p((Math.E - 1) * Math.min(fraction, 1));
