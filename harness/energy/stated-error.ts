/** Standard deviation of a difference of two edges, each anywhere within one renewal: √2 / √3 of it. */
const EDGES = Math.SQRT2 / Math.sqrt(3);

export type StatedError = {
  readonly watts: number;
  readonly windowMs: number;
  /** The longest time between two renewals. */
  readonly renewalMs: number;
  readonly idle: {
    readonly beforeWatts: number;
    readonly afterWatts: number;
    readonly beforeMs: number;
    readonly afterMs: number;
  };
};

/**
 * How far the energy above idle may be off, in joules, one standard deviation: the edges of the window,
 * P · t · √2 / √3 for renewals every t, and the idle power that is subtracted over the whole window. That has the edges of
 * its own two stretches, and lies anywhere between what was seen before and after.
 */
export function statedErrorJoules({ watts, windowMs, renewalMs, idle }: StatedError): number {
  const edges = edgeJoules(watts, renewalMs);
  const before = edgeJoules(idle.beforeWatts, renewalMs) / (idle.beforeMs / 1000);
  const after = edgeJoules(idle.afterWatts, renewalMs) / (idle.afterMs / 1000);
  const apart = (idle.afterWatts - idle.beforeWatts) / Math.sqrt(12);
  const idleWatts = Math.hypot(Math.hypot(before, after) / 2, apart);
  return Math.hypot(edges, idleWatts * (windowMs / 1000));
}

function edgeJoules(watts: number, renewalMs: number): number {
  return watts * (renewalMs / 1000) * EDGES;
}

/** Renewals of the idle phone before and after each window. */
export const IDLE_RENEWALS = 4;

/**
 * Share of idle power in the power of a phone at work, for plans: 0.8 of 4.2 W, as one iPhone held it for minutes. It is
 * an assumption; a launch states its error by what was measured.
 */
const PLANNED_IDLE_SHARE = 0.19;

/**
 * The stated error of a launch as a share of its energy above idle, before anything is measured: windows of so many
 * renewals and an idle power that does not wander.
 */
export function plannedErrorShare(renewals: number): number {
  const idle = { beforeWatts: PLANNED_IDLE_SHARE, afterWatts: PLANNED_IDLE_SHARE };
  const idleMs = IDLE_RENEWALS * 1000;
  const joules = statedErrorJoules({
    watts: 1,
    windowMs: renewals * 1000,
    renewalMs: 1000,
    idle: { ...idle, beforeMs: idleMs, afterMs: idleMs },
  });
  return joules / ((1 - PLANNED_IDLE_SHARE) * renewals);
}
