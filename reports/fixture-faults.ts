/** Test support: an app that runs out of memory on one phone. */
import type { Assessment, ProductFault } from '#harness/domain/assessment.ts';
import { countFaults, type FaultCount, type FaultRate } from '#harness/domain/fault-rates.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';

const JETSAM: Omit<ProductFault, 'passId'> = {
  deviceId: 'virtual-iphone-13',
  arm: 'candidate',
  code: 'JETSAM',
  message: 'The system ended the app for its memory while it loaded the model (per-process-limit).',
};

/** One of a launch that measures accuracy, the others of such as measure memory. */
export const FAULTS: readonly ProductFault[] = ['accuracy', 'memory', 'memory', 'memory', 'memory'].map((passId) => ({
  ...JETSAM,
  passId,
}));

/**
 * Counts and rates of a run with these faults besides its launches.
 *
 * @param pOf Boschloo's p of hits and misses of both arms
 */
export function faultsIn(
  { devices, suite, launches, reference }: Run,
  productFaults: readonly ProductFault[],
  pOf: (hits: number, misses: number, otherHits: number, otherMisses: number) => number,
): Pick<Assessment, 'productFaults' | 'faultCounts' | 'faultRates'> {
  const arms: readonly Arm[] = reference.kind === 'remeasured' ? ['candidate', 'baseline'] : ['candidate'];
  const faultCounts = devices.flatMap(({ id: deviceId }) =>
    suite.passes.flatMap(({ id: passId }) =>
      arms.map((arm): FaultCount => {
        const isHere = (place: Pick<ProductFault, 'deviceId' | 'passId' | 'arm'>): boolean =>
          place.deviceId === deviceId && place.passId === passId && place.arm === arm;
        const faults = productFaults.filter(isHere).length;
        const own = launches.filter(({ slot, ...launch }) =>
          isHere({ deviceId: launch.deviceId, passId: slot.pass, arm: slot.arm }),
        );
        return { deviceId, passId, arm, launches: countFaults(own).launches + faults, faults, givenUpAfter: 0 };
      }),
    ),
  );
  const rateOf = (arm: Arm): FaultRate => {
    const own = faultCounts.filter((count) => count.arm === arm);
    const faults = own.reduce((sum, count) => sum + count.faults, 0);
    const all = own.reduce((sum, count) => sum + count.launches, 0);
    return { launches: all, faults, codes: faults === 0 ? [] : [{ code: JETSAM.code, faults }] };
  };
  const [now, before] = [rateOf('candidate'), reference.kind === 'remeasured' ? rateOf('baseline') : null];
  const p = (faults: number): number | null =>
    before === null || now.faults === 0
      ? null
      : pOf(faults, now.launches - faults, before.faults, before.launches - before.faults);
  return {
    productFaults,
    faultCounts,
    faultRates: { candidate: now, baseline: before, storedSessions: 0, p: p(now.faults), smallestP: p(now.launches) },
  };
}
