import type { MetricId } from '#harness/domain/metric.ts';
import type { Facts } from './facts.ts';

export const HINT_IDS = [
  'loadGrewWithModel',
  'loadGrewAlone',
  'firstLaunchesSlower',
  'onlyVisionEncoder',
  'encoderAndPrefill',
  'onlyDecoding',
  'oneDeviceModel',
  'operatorMoved',
  'longerAnswers',
  'sameInstructions',
  'moreInstructions',
  'energyAtEqualTime',
  'throughputLostToHeat',
  'littleMemoryLeft',
  'memoryGrewWithModel',
  'memoryNotReturned',
  'fewerBits',
  'fewerParameters',
  'otherPreprocessing',
] as const;
/** Stable: reports and docs/troubleshooting.md name a hint by it. */
export type HintId = (typeof HINT_IDS)[number];

/** A public page that says what the reason of a hint rests on. */
export type PublicSource = { readonly title: string; readonly url: string };

/** Where the evidence shows it. */
export type Sighting = {
  /** One phone, or the phones of a model that are judged together. */
  readonly deviceIds: readonly string[];
  readonly passId: string;
  /** What got worse there; each has the verdict `regression`. */
  readonly metrics: readonly MetricId[];
  /** The numbers behind it, as a clause that ends its sentence. */
  readonly detail: string;
};

/** What a hint says, whatever run it is about. */
export type HintTexts = {
  readonly id: HintId;
  /** What was seen, in a few words. */
  readonly title: string;
  /** When it is shown, as a clause that continues "Shown when". */
  readonly when: string;
  /** Where to look. */
  readonly advice: string;
  /** Why that may help. */
  readonly reason: string;
  readonly source: PublicSource;
};

/** Decides nothing: it reads what was decided, and says where to look. */
export type HintRule = HintTexts & {
  /** Empty where the rule has nothing to say. */
  readonly find: (facts: Facts) => readonly Sighting[];
};

/** A rule that has something to say about a run. */
export type Hint = Pick<HintTexts, 'id' | 'title' | 'advice' | 'reason' | 'source'> & {
  readonly seen: readonly Sighting[];
};
