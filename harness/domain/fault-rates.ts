import { givenUpAfter } from './count-slots.ts';
import type { Launch } from './launch.ts';
import type { Arm } from './plan.ts';
import { isCertainFault } from './product-fault.ts';
import { isMeasured, isProductFault, productFaultOf } from './outcome.ts';

/** How many launches of one arm ended in a fault of its build, in one pass on one device. */
export type FaultCount = {
  readonly deviceId: string;
  readonly passId: string;
  readonly arm: Arm;
  /** Launches at risk (`isAtRisk`). */
  readonly launches: number;
  /** Those of them that ended in a fault. */
  readonly faults: number;
  /** Faults in a row after which the build was not launched again here; 0 where it was not given up. */
  readonly givenUpAfter: number;
};

export type FaultRate = Pick<FaultCount, 'launches' | 'faults'> & {
  /** Faults by code, the most frequent first. */
  readonly codes: readonly { readonly code: string; readonly faults: number }[];
};

/** How often the builds failed, over all launches at risk, phones, passes and codes that come by chance. */
export type FaultRates = {
  readonly candidate: FaultRate;
  /** With the stored launches of its build that are known; null where there is no baseline. */
  readonly baseline: FaultRate | null;
  /** How many stored sessions the baseline's launches are of; 0 where all were measured beside the candidate. */
  readonly storedSessions: number;
  /**
   * One-sided p of "the candidate fails no more often" (Boschloo's test); null where there is nothing to compare with,
   * and where the candidate has no fault.
   */
  readonly p: number | null;
  /**
   * The p that as many launches would have at most, had the candidate failed in every one: where it is large, no number
   * of faults could have proven anything. Null like `p`.
   */
  readonly smallestP: number | null;
};

/**
 * Whether a launch shows how often the build fails: its app was started, and it ended measured or with a product fault
 * that comes by chance. First launches after an installation and all tries of a slot count like any other. An invalid
 * launch, one that the lab failed and one that was skipped show nothing about the build; a certain fault is a verdict
 * on the package, not on a launch.
 */
export function isAtRisk(launch: Launch): boolean {
  const fault = productFaultOf(launch);
  return fault === null ? isMeasured(launch) : !isCertainFault(fault.code);
}

/** @param launches of one arm in one pass on one device */
export function countFaults(launches: readonly Launch[]): Pick<FaultCount, 'launches' | 'faults' | 'givenUpAfter'> {
  const atRisk = launches.filter(isAtRisk);
  const faults = atRisk.filter(isProductFault).length;
  return { launches: atRisk.length, faults, givenUpAfter: givenUpAfter(launches) };
}
