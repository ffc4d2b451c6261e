import type { Pass, Suite } from '#harness/domain/suite.ts';
import { plannedErrorShare } from './stated-error.ts';

/** A pass whose windows of energy are too short for the margin that they are judged by. */
export type ShortWindow = {
  readonly passId: string;
  readonly renewals: number;
  /** Stated error of one launch, as a share of its energy above idle. */
  readonly errorShare: number;
  readonly margin: number;
  /** Renewals that would be enough; null where no number is, because of the idle power. */
  readonly fewest: number | null;
};

/** No window is longer; a search that gets there has found that none is long enough. */
const MOST_RENEWALS = 10_000;

export function shortWindows({ passes, margins }: Suite): readonly ShortWindow[] {
  return passes.flatMap((pass) => {
    const percent = margins.find(({ metric }) => metric === 'energyPerAnswer')?.percent ?? null;
    return percent === null ? [] : (shortWindow(pass, percent / 100) ?? []);
  });
}

function shortWindow({ id, protocol, metrics }: Pass, margin: number): ShortWindow | null {
  const renewals = protocol.energyRefreshes;
  if (renewals === null || !metrics.includes('energyPerAnswer')) return null;
  const errorShare = plannedErrorShare(renewals);
  if (errorShare <= margin) return null;
  let fewest = renewals + 1;
  while (plannedErrorShare(fewest) > margin && fewest < MOST_RENEWALS) fewest += 1;
  return { passId: id, renewals, errorShare, margin, fewest: fewest === MOST_RENEWALS ? null : fewest };
}
