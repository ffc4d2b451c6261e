import type { Stage } from '#harness/domain/measured.ts';
import type { MetricId } from '#harness/domain/metric.ts';

/** A way in which a candidate can be worse than its baseline. How much worse is a size, of which 0 is not at all. */
export type Change =
  /** Each span of the stage takes longer; size is a fraction of its time. */
  | { readonly kind: 'slowStage'; readonly stage: Stage }
  /** Each model load takes longer; size is a fraction of its time. */
  | { readonly kind: 'slowLoad' }
  /** Memory that is never given back, from the start of the process; size is bytes. */
  | { readonly kind: 'ballast' }
  /** Memory that each load–run–unload cycle leaves behind; size is bytes a cycle. */
  | { readonly kind: 'leak' }
  /** Energy above idle; size is a fraction of it. */
  | { readonly kind: 'moreEnergy' }
  /** Questions that the baseline answers right and the candidate wrong; size is a share of all scored questions. */
  | { readonly kind: 'wrongAnswers' }
  /** Launches crash; size is their share. */
  | { readonly kind: 'crashes' }
  /** The first launches of each device and pass ran the baseline's app; size is their number. */
  | { readonly kind: 'swappedBuild' };

const DECODING: readonly MetricId[] = ['decodeRate', 'interTokenP50'];

/** Which metrics say what was changed; a decision that fails for another reason is right by luck. */
export function metricsThatName(change: Change): readonly MetricId[] {
  switch (change.kind) {
    case 'slowStage':
      // A pass under sustained load has no stages of its own: what is left of the throughput says it there.
      return [...(change.stage === 'decode' ? DECODING : [change.stage]), 'sustainedThroughput'];
    case 'slowLoad':
      return ['modelLoadCold', 'modelLoadWarm'];
    case 'ballast':
      return ['peakMemory', 'memoryAfterLoad'];
    case 'leak':
      return ['leakPerCycle'];
    case 'moreEnergy':
      return ['energyPerAnswer'];
    case 'wrongAnswers':
      return ['answerAccuracy'];
    case 'crashes':
    case 'swappedBuild':
      return [];
  }
}
