import type { InconclusiveReason } from '#harness/domain/comparison.ts';

type DoubtWords = {
  /** For the end of a sentence that names what is in doubt. */
  readonly brief: string;
  /** A sentence of its own, with what to do where something can be done. */
  readonly explanation: string;
};

/** Why a comparison has no verdict. */
export const DOUBTS: Readonly<Record<InconclusiveReason, DoubtWords>> = {
  tooFewLaunches: {
    brief: 'too few launches',
    explanation: 'Too few launches were measured for a verdict.',
  },
  straddlesMargin: {
    brief: 'the interval lies on both sides of the margin',
    explanation: 'The interval lies on both sides of the margin.',
  },
  oneSession: {
    brief: 'one stored session cannot tell this from the luck of that day',
    explanation:
      'One stored session cannot tell a change from the luck of that day; measure the baseline again beside it.',
  },
  otherUnit: {
    brief: 'the difference between the two phones could explain it',
    explanation:
      'The baseline was measured on another phone of this model, and the difference between the two phones could explain the change; measure the baseline on this phone.',
  },
  methodsDisagree: {
    brief: 'the interval and its robust check disagree',
    explanation: 'The interval and its robust check point to different verdicts.',
  },
  farOutLaunches: {
    brief: 'the candidate has more outliers than the baseline',
    explanation:
      'The candidate has more outliers than the baseline: launches far worse than the rest of their build, which the middle of the launches does not show.',
  },
  tooCoarse: {
    brief: 'the values come in steps too coarse for the margin',
    explanation:
      'The values come in steps so large that no number of blocks would decide it: a change that matters may hide within a step. A finer counter or a wider margin helps.',
  },
  differentialInvalidation: {
    brief: 'more launches of one arm than of the other were excluded',
    explanation: 'More launches of one build than of the other were excluded, so the rest may be biased.',
  },
  coarseEnergy: {
    brief: 'its energy is read from the charge of the battery, in steps too coarse to decide',
    explanation: 'The phone reports its energy only through the charge of its battery, in steps too coarse to decide.',
  },
  unitsDisagree: {
    brief: 'the phones of this model disagree',
    explanation: 'The phones of this model differ by more than their noise, so their mean describes none of them.',
  },
};
