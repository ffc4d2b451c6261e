import type { Comparison, Looks } from '#harness/domain/comparison.ts';
import { METRICS, type MetricId } from '#harness/domain/metric.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import { ALPHA } from './judgement.ts';
import { blocksMeasured, type TakenLooks } from './looks.ts';
import { deviceMinutes } from './minutes.ts';
import type { Cell } from './samples.ts';

type LookedAt = {
  readonly deviceId: string;
  readonly passId: string;
  readonly cells: readonly Cell[];
  readonly pass: Pass;
  readonly suite: Suite;
  readonly looks: TakenLooks;
  /** The comparisons as they stood at a look, from 0. */
  readonly placed: (look: number) => readonly { readonly comparison: Comparison }[];
  readonly deciding: number;
};

/** How the blocks were looked at, and the device time that was not needed. */
export function looksOf({ deviceId, passId, cells, pass, suite, looks, placed, deciding }: LookedAt): Looks {
  const planned = pass.protocol.blocks;
  const measured = blocksMeasured(cells);
  const taken = looks.blocks.map((blocks, look) => ({
    blocks,
    undecided: undecided(
      placed(look).map(({ comparison }) => comparison),
      decidingMetrics(pass, suite),
      deciding,
    ),
  }));
  // A lost phone or the end of the run may have cut the pass short instead.
  const isEndedByLook = pass.protocol.looks.includes(measured) && taken.at(-1)?.undecided.length === 0;
  const minutesPerBlock = measured === 0 ? 0 : deviceMinutes(cells, Number.POSITIVE_INFINITY) / measured;
  return {
    deviceId,
    passId,
    blocksPlanned: planned,
    blocksMeasured: measured,
    taken,
    minutesSaved: isEndedByLook ? minutesPerBlock * Math.max(0, planned - measured) : 0,
  };
}

/** Noisy metrics of a pass that can fail a gate: primary ones and phases whose margin blocks. */
export function decidingMetrics({ metrics }: Pass, { margins }: Suite): readonly MetricId[] {
  const blocking = new Set(margins.filter(({ severity }) => severity === 'block').map(({ metric }) => metric));
  return metrics.filter((id) => blocking.has(id) && METRICS[id].spread === 'noisy' && METRICS[id].role !== 'secondary');
}

/**
 * The metrics of one pass on one device that more blocks could still decide. One that an arm has not reported yet is as open
 * as one that is inconclusive. A regression is decided when it would hold
 * among all comparisons of the run that can fail the gate, whatever the others come to (Bonferroni). A phase is not
 * waited for where its parent surely is no worse, which closes it, or surely is a regression, which fails the gate
 * without it.
 *
 * @param asked the metrics of the pass that can fail a gate
 * @param deciding how many comparisons of the whole run can fail a gate
 */
export function undecided(
  comparisons: readonly Comparison[],
  asked: readonly MetricId[],
  deciding: number,
): readonly MetricId[] {
  const isOpen = ({ verdict, evidence }: Comparison): boolean =>
    verdict.kind === 'inconclusive' ||
    (verdict.kind === 'regression' && (evidence.pRegression ?? 0) * deciding > ALPHA);
  return asked.filter((id) => {
    const comparison = comparisons.find(({ metric }) => metric === id);
    if (comparison === undefined) return true;
    if (!isOpen(comparison)) return false;
    const { role, parent } = METRICS[id];
    const whole = comparisons.find(({ metric }) => metric === parent);
    return role === 'primary' || whole === undefined || !isSettledWithoutPhases(whole, isOpen);
  });
}

function isSettledWithoutPhases(parent: Comparison, isOpen: (comparison: Comparison) => boolean): boolean {
  const { change, metric, verdict } = parent;
  if (verdict.kind === 'regression') return !isOpen(parent);
  if (change === null) return false;
  return METRICS[metric].better === 'lower' ? change.high <= 0 : change.low >= 0;
}
