import type { ProductFault } from '#harness/domain/assessment.ts';
import {
  countFaults,
  type FaultCount,
  type FaultRate,
  type FaultRates,
  isAtRisk,
} from '#harness/domain/fault-rates.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import { productFaultOf } from '#harness/domain/outcome.ts';
import { boschlooUpperTail } from '#harness/stats/tests/boschloo.ts';
import { fisherUpperTail } from '#harness/stats/tests/fisher-exact.ts';
import type { ArmLaunches, Arms } from '#harness/compare/launches/arms.ts';
import { launchGroupOf } from '#harness/compare/launches/launch-group.ts';

/** Far below any level of a test of faults. */
const SURELY_SMALL = 0.01;

/** A crash on a launch that is not compared, or that was tried again, is a crash of the build all the same. */
export function productFaultsOf(arms: Arms): readonly ProductFault[] {
  return armsOf(arms).flatMap(({ arm, launches }) =>
    launches.flatMap((launch): readonly ProductFault[] => {
      const fault = productFaultOf(launch);
      if (fault === null) return [];
      const { deviceId, slot } = launch;
      return [{ deviceId, passId: slot.pass, arm, code: fault.code, message: fault.message }];
    }),
  );
}

/** Faults by device, pass and arm, the candidate's first; of a stored baseline those of the run that is compared with. */
export function faultCounts({ devices, suite }: Pick<Run, 'devices' | 'suite'>, arms: Arms): readonly FaultCount[] {
  return devices.flatMap(({ id: deviceId }) =>
    suite.passes.flatMap(({ id: passId }) =>
      armsOf(arms).map((armLaunches): FaultCount => {
        const { all } = launchGroupOf(armLaunches, deviceId, passId);
        return { deviceId, passId, arm: armLaunches.arm, ...countFaults(all) };
      }),
    ),
  );
}

/**
 * Both builds' faults over all launches at risk. One test of all of them finds most, and nothing is corrected for their
 * number: codes, passes and phones of one build fail together more often than not. Stored sessions of the baseline's
 * build say how often it fails too.
 */
export function faultRates({ candidate, baseline, earlierSessions }: Arms): FaultRates {
  const now = rateOf(candidate.launches);
  if (baseline === null) return { candidate: now, baseline: null, storedSessions: 0, p: null, smallestP: null };
  const before = rateOf([...baseline.launches, ...earlierSessions.flatMap(({ launches }) => launches)]);
  const isTested = now.faults > 0 && before.launches > 0;
  const misses = before.launches - before.faults;
  const pOf = (faults: number): number => boschlooUpperTail(faults, now.launches - faults, before.faults, misses);
  // Fisher's p is never smaller, and quick; only where it leaves open whether anything could be proven is the other one worked out.
  const smallestP = (): number => {
    const bound = fisherUpperTail(now.launches, 0, before.faults, misses);
    return bound < SURELY_SMALL ? bound : pOf(now.launches);
  };
  return {
    candidate: now,
    baseline: before,
    storedSessions: earlierSessions.length + (baseline.design === 'stored' ? 1 : 0),
    p: isTested ? pOf(now.faults) : null,
    smallestP: isTested ? smallestP() : null,
  };
}

function armsOf({ candidate, baseline }: Arms): readonly ArmLaunches[] {
  return baseline === null ? [candidate] : [candidate, baseline];
}

function rateOf(launches: readonly Launch[]): FaultRate {
  const atRisk = launches.filter(isAtRisk);
  const codes = atRisk.flatMap((launch) => productFaultOf(launch)?.code ?? []);
  return {
    launches: atRisk.length,
    faults: codes.length,
    codes: [...Map.groupBy(codes, (code) => code)]
      .map(([code, own]) => ({ code, faults: own.length }))
      .toSorted((a, b) => b.faults - a.faults || (a.code < b.code ? -1 : 1)),
  };
}
