import type { Random } from '#harness/ports/time.ts';

/** Says whether a candidate changed, from values of two arms; pure but for the chance it is given. */
export type Rule = (baseline: readonly number[], candidate: readonly number[], context: RuleContext) => Call;

export type RuleContext = {
  readonly better: 'lower' | 'higher';
  /** For rules that resample. */
  readonly random: Random;
};

export type Call = {
  /** As the rule says it with its published settings. */
  readonly isChanged: boolean;
  /**
   * What the rule holds against its threshold, the smaller the more changed: a p-value where it has one. Another
   * threshold on it gives the same rule with another rate of false alarms.
   */
  readonly score: number;
};
