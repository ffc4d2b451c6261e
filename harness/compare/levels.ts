/**
 * The numbers of the decision rule: what may err how often, how much is too little, and what is assumed where nothing was measured.
 * Each is here once, with its reason; docs/methodology.md says how they work together.
 */

/** One-sided chance of erring on each side of a comparison, over all its looks together. */
export const ALPHA = 0.05;

/** Two-sided: what a comparison that is looked at once leaves between its two chances of erring. */
export const CONFIDENCE = 1 - 2 * ALPHA;

/** The chance to find the smallest detectable change. */
export const POWER = 0.8;

/**
 * Boundaries of normal statistics are read as levels of t and of ranks, and whether blocks are paired is chosen by their
 * values: that errs in 6.0 of 100 comparisons instead of 5 (benchmarks/commands/kinds-of-noise.ts), so much less is spent.
 */
export const SPENT_OF_ALPHA = 0.85;

/** The chance of any false failure among all metrics and devices of a run, where nothing changed beyond its margin. */
export const FAMILY_ALPHA = 0.05;

/** The share of false ones among the secondary metrics that are pointed out. */
export const FALSE_DISCOVERY_RATE = 0.05;

/**
 * What a test of fault rates may err, one-sided. It is not shared with the metrics: a build that crashes more often is
 * another question than a slower one, and a share of Holm's level would find hardly any.
 */
export const FAULT_ALPHA = 0.05;

/** Below this p of their heterogeneity, phones differ so surely that their mean stands for none of them. */
export const UNITS_DISAGREE_P = 0.001;

/** One-sided. Not small: what it costs is a doubt, and what it guards against is a build that is slow now and then. */
export const OUTLIER_EXCESS_P = 0.1;

/** Rare enough that two arms with the same risk to lose launches are seldom accused, on any device of any run. */
export const EXCLUSION_P = 0.01;

/** Two launches an arm give an interval that hardly anything escapes; below three, nothing is claimed. */
export const MIN_LAUNCHES = 3;

/**
 * Fewer blocks have too few different ranks for the first of several looks, and do not show whether arms are correlated.
 */
export const MIN_FOR_RANKS = 6;

/** Fewer differences are too dear to be given away. */
export const MIN_FOR_TRIMMING = 8;

/** At either end of the differences: phones have wild launches, and a fifth is the usual share (Wilcox). */
export const TRIMMED_SHARE = 0.2;

/** Above it, what moves one launch of a block moves the other, and differences are worth more than launches. */
export const PAIRED_FROM_CORRELATION = 0.3;

/** In robust standard deviations: normal noise goes that far in one launch of seven hundred. */
export const OUTLIER_SDS = 3;

/**
 * Beyond this share of the margin a step may hide too much of it. Below, what hides in a step is small beside the margin and
 * the noise of most phones spreads the values over several steps.
 */
export const COARSE_SHARE_OF_MARGIN = 0.25;

/**
 * A counter that has read the same in so many launches of a build is taken for one that will not move. Fewer often lie within
 * one step by luck, and the next ones show a smaller step than was assumed (benchmarks/commands/counter-steps.ts).
 */
export const STANDING_STILL = 12;

/**
 * How far two sessions of one build on one phone may lie apart, as a fraction of the baseline: token rates of a first
 * run after idle have been seen 6 to 8 % above those of the next runs of the same binary. The launches of a single
 * stored session cannot show this spread, so without knowledge of it the worst seen is assumed.
 */
export const WORST_SESSION_EFFECT = 0.08;

/**
 * How far two phones of one model may lie apart, as a fraction of the baseline: up to 20 % in performance and in energy
 * were measured between phones that should be alike (Srinivasa et al., HotMobile 2017).
 */
export const WORST_UNIT_EFFECT = 0.2;

/**
 * A phone that had no run for so long was idle. That first runs after idle are faster was seen; after how long was not: a rest
 * of 15 minutes did not bring back what one of two and a half hours did, so it is assumed between the two.
 */
export const IDLE_MS = 60 * 60_000;

/**
 * On the machine of the harness: waiting for a processor makes times longer by its own share, and a twentieth is the
 * margin of the latency suite. Beyond it times only warn.
 */
export const MAX_WAITED_SHARE = 0.05;

/** One session does not show how far sessions lie apart. */
export const MIN_SESSIONS = 2;

/** From so many sessions on their spread is believed as it is. */
export const ENOUGH_SESSIONS = 4;

/**
 * Fewer sessions may lie close together by luck. One pair of sessions is counted beside them that lay apart by the least of
 * what first runs after idle were seen to be faster, 6 to 8 %.
 */
export const PAIR_APART = 0.06;

/** Whether a one-sided p holds among so many comparisons, whatever the others come to (Bonferroni). */
export function holdsAmong(p: number, comparisons: number): boolean {
  return p * comparisons <= FAMILY_ALPHA;
}
