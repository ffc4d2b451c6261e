import { FAMILY_ALPHA } from '#harness/compare/levels.ts';
import { marginOn, type MarginOnScale, scaleOf } from '#harness/compare/change/scale.ts';
import { decidingByLaunch } from '#harness/domain/deciding.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import type { BlockSpread } from './block-spread.ts';
import { singleLookLevel } from './single-look.ts';

/** What is wished of a run. */
export type PowerTarget = {
  /**
   * Chance that an unchanged build is shown unharmed in everything that can fail a gate, and that a change is found.
   */
  readonly power: number;
  /** Comparisons of the run that can fail a gate, of all models. */
  readonly deciding: number;
  /** Phones of the model that is asked about: they decide together. */
  readonly phones: number;
};

/** What a run asks the blocks of one metric on the phones of one model. */
export type MetricQuestion = MarginOnScale & {
  readonly isDeciding: boolean;
  /** The power that this one metric needs for all that decide to be shown unharmed together. */
  readonly power: number;
  /** The one-sided level at which so many blocks that are looked at once show a build to be unharmed. */
  readonly showLevel: (blocks: number) => number;
  /** The one at which they find a change. */
  readonly findLevel: (blocks: number) => number;
  /** What the overall p of a found change must not exceed. */
  readonly alpha: number;
};

/**
 * Showing asks everything that decides at the level of one comparison, for a gate passes when all of it does: nothing
 * is corrected, but all must succeed, so that each may fail in its share of what is allowed. Finding must hold among
 * all that decide (Holm): the first of m may err in a share of 1/m. Null of a metric without a margin.
 */
export function questionOf(
  { metric, level: typical }: BlockSpread,
  pass: Pass,
  suite: Suite,
  { power, deciding }: PowerTarget,
): MetricQuestion | null {
  const entry = suite.margins.find((own) => own.metric === metric);
  if (entry === undefined) return null;
  const isDeciding = decidingByLaunch(pass, suite).includes(metric);
  const level = singleLookLevel(pass.protocol);
  const together = isDeciding ? Math.max(1, deciding) : 1;
  return {
    ...marginOn(scaleOf(entry), entry, typical ?? 0),
    isDeciding,
    power: 1 - (1 - power) / together,
    showLevel: level,
    findLevel: (blocks) => level(blocks) / together,
    alpha: FAMILY_ALPHA / together,
  };
}
