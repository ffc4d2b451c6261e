import type { Comparison, Looks } from '#harness/domain/comparison.ts';
import { METRICS, type MetricId } from '#harness/domain/metric.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { ALPHA } from './judgement.ts';
import { blocksMeasured, type TakenLooks } from './looks.ts';
import { deviceMinutes } from './minutes.ts';
import type { Cell } from './samples.ts';

type LookedAt = {
  readonly deviceId: string;
  readonly passId: string;
  readonly cells: readonly Cell[];
  readonly pass: Pass;
  readonly looks: TakenLooks;
  /** The comparisons as they stood at a look, from 0. */
  readonly placed: (look: number) => readonly { readonly comparison: Comparison }[];
  readonly deciding: number;
};

/** How the blocks were looked at, and the device time that was not needed. */
export function looksOf({ deviceId, passId, cells, pass, looks, placed, deciding }: LookedAt): Looks {
  const planned = pass.protocol.blocks;
  const measured = blocksMeasured(cells);
  const minutes = deviceMinutes(cells, Number.POSITIVE_INFINITY);
  return {
    deviceId,
    passId,
    blocksPlanned: planned,
    blocksMeasured: measured,
    taken: looks.blocks.map((blocks, look) => ({
      blocks,
      undecided: undecided(
        placed(look).map(({ comparison }) => comparison),
        deciding,
      ),
    })),
    minutesSaved: measured === 0 ? 0 : (minutes / measured) * Math.max(0, planned - measured),
  };
}

/**
 * The metrics of one pass on one device that more blocks could still decide. A regression is decided when it would hold
 * among all comparisons of the run that can fail the gate, whatever the others come to (Bonferroni). A phase is not
 * waited for where its parent surely is no worse, which closes it, or surely is a regression, which fails the gate
 * without it.
 *
 * @param deciding how many comparisons of the whole run can fail a gate
 */
export function undecided(comparisons: readonly Comparison[], deciding: number): readonly MetricId[] {
  const isOpen = ({ verdict, evidence }: Comparison): boolean =>
    verdict.kind === 'inconclusive' ||
    (verdict.kind === 'regression' && (evidence.pRegression ?? 0) * deciding > ALPHA);
  return comparisons
    .filter((comparison) => comparison.severity === 'block' && METRICS[comparison.metric].spread === 'noisy')
    .filter((comparison) => {
      const { role, parent } = METRICS[comparison.metric];
      if (role === 'secondary' || !isOpen(comparison)) return false;
      const whole = comparisons.find(({ metric }) => metric === parent);
      return role === 'primary' || whole === undefined || !isSettledWithoutPhases(whole, isOpen);
    })
    .map(({ metric }) => metric);
}

function isSettledWithoutPhases(parent: Comparison, isOpen: (comparison: Comparison) => boolean): boolean {
  const { change, metric, verdict } = parent;
  if (verdict.kind === 'regression') return !isOpen(parent);
  if (change === null) return false;
  return METRICS[metric].better === 'lower' ? change.high <= 0 : change.low >= 0;
}
