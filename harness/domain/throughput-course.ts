import type { Arm } from './plan.ts';

/** Throughput of one arm in one pass on one device while its launches last, in answers a second. */
export type ThroughputCourse = {
  readonly deviceId: string;
  readonly passId: string;
  readonly arm: Arm;
  readonly launches: number;
  /** The middle length of its launches. */
  readonly lengthMs: number;
  /** Each equal part of a launch, in order: the least, the middle and the most of all launches. */
  readonly windows: readonly { readonly least: number; readonly middle: number; readonly most: number }[];
};
