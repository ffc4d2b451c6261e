import type { Build } from '#harness/domain/build.ts';
import type { Design } from '#harness/domain/comparison.ts';
import type { Device } from '#harness/domain/device.ts';
import { holdToBuild } from '#harness/domain/fingerprint.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';

/** One arm of a comparison: a build and every launch of it, wherever they were measured. */
export type Side = {
  readonly arm: Arm;
  readonly build: Build;
  readonly runId: string;
  /** Every attempt of every slot, named by the device of the run that is judged. */
  readonly launches: readonly Launch[];
};

export type Sides = {
  readonly candidate: Side;
  /** Null when the run was measured alone. */
  readonly baseline: (Side & { readonly design: Design }) | null;
  /** Other stored sessions of the baseline's build; empty where it was measured again. */
  readonly earlierSessions: readonly Side[];
};

/** Finds the arms. A baseline measured in the same run is preferred to a stored one: it shares the session. */
export function sidesOf(run: Run, baselineRun: Run | null, earlierRuns: readonly Run[]): Sides {
  const candidate = sideOf('candidate', run.candidate, run);
  if (run.baseline !== null) {
    const baseline: Sides['baseline'] = { ...sideOf('baseline', run.baseline, run), design: 'remeasured' };
    return { candidate, baseline, earlierSessions: [] };
  }
  if (baselineRun === null) return { candidate, baseline: null, earlierSessions: [] };
  return {
    candidate,
    baseline: { ...storedSide(run, baselineRun), design: 'stored' },
    earlierSessions: earlierRuns.map((earlier) => storedSide(run, earlier)),
  };
}

/** What must be equal for launches of two devices to be compared. */
export function deviceKind(device: Device): string {
  return `${device.model}, OS build ${device.osBuild}, ${device.provenance}`;
}

/** The launches of a stored run's candidate, as the baseline of the run that is judged. */
function storedSide(run: Run, stored: Run): Side {
  const own = sideOf('candidate', stored.candidate, stored);
  const launches = run.devices.flatMap((device) => launchesOfCounterpart(device, stored, own.launches));
  return { ...own, arm: 'baseline', launches };
}

function sideOf(arm: Arm, build: Build, run: Run): Side {
  const own = run.launches.filter((launch) => launch.slot.arm === arm);
  return { arm, build, runId: run.id, launches: own.map((launch) => holdToBuild(launch, build)) };
}

/**
 * The same unit if the baseline was measured on it, else one of its kind; launches take the name of the judged device.
 */
function launchesOfCounterpart(device: Device, baselineRun: Run, launches: readonly Launch[]): readonly Launch[] {
  const alike = baselineRun.devices.filter((other) => deviceKind(other) === deviceKind(device));
  const counterpart = alike.find((other) => other.id === device.id) ?? alike[0];
  return launches
    .filter((launch) => launch.deviceId === counterpart?.id)
    .map((launch) => ({ ...launch, deviceId: device.id, slot: { ...launch.slot, arm: 'baseline' } }));
}
