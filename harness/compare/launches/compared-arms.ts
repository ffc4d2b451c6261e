import { withoutMixedInstallations } from '#harness/compare/comparability/installations.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import { verifyFingerprint } from '#harness/domain/fingerprint.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';
import type { ArmLaunches, Arms, BaselineLaunches, OtherUnit } from './arms.ts';
import { baselineBuild } from '#harness/domain/reference.ts';

/** Finds the arms. A baseline measured in the same run is preferred to a stored one: it shares the session. */
export function comparedArms(run: Run, baselineRun: Run | null, earlierRuns: readonly Run[]): Arms {
  return withoutMixedInstallations(allArms(run, baselineRun, earlierRuns));
}

function allArms(run: Run, baselineRun: Run | null, earlierRuns: readonly Run[]): Arms {
  const candidate = launchesOfArm('candidate', run.candidate, run);
  const baselineOfRun = baselineBuild(run);
  if (baselineOfRun !== null) {
    const armLaunches = launchesOfArm('baseline', baselineOfRun, run);
    const baseline: BaselineLaunches = { ...armLaunches, design: 'remeasured', otherUnits: [] };
    return { candidate, baseline, earlierSessions: [] };
  }
  if (baselineRun === null) return { candidate, baseline: null, earlierSessions: [] };
  const counterparts = run.devices.map((device) => ({ device, counterpart: counterpartOf(device, baselineRun) }));
  const found = counterparts.flatMap(({ device, counterpart }) =>
    counterpart === null ? [] : { device, counterpart },
  );
  return {
    candidate,
    baseline: {
      ...storedLaunches(baselineRun, found),
      design: 'stored',
      otherUnits: found.filter(({ device, counterpart }) => device.id !== counterpart.id),
    },
    // Sessions of other phones would mix the spread between phones into that between sessions.
    earlierSessions: earlierRuns.map((earlier) => storedLaunches(earlier, found)),
  };
}

/** The launches of a stored run's candidate, as the baseline of the run that is judged, by the name of its devices. */
function storedLaunches(stored: Run, counterparts: readonly OtherUnit[]): ArmLaunches {
  const own = launchesOfArm('candidate', stored.candidate, stored);
  const launches = counterparts.flatMap(({ device, counterpart }) =>
    own.launches
      .filter((launch) => launch.deviceId === counterpart.id)
      .map((launch): Launch => ({ ...launch, deviceId: device.id, slot: { ...launch.slot, arm: 'baseline' } })),
  );
  const idleMs = counterparts.flatMap(({ device, counterpart }): readonly (readonly [string, number])[] => {
    const ms = own.idleMs.get(counterpart.id);
    return ms === undefined ? [] : [[device.id, ms]];
  });
  return { ...own, arm: 'baseline', launches, idleMs: new Map(idleMs) };
}

function launchesOfArm(arm: Arm, build: Build, run: Run): ArmLaunches {
  const places = new Map(run.devices.map(({ id }, index) => [id, index]));
  const placeOf = ({ deviceId }: Launch): number => places.get(deviceId) ?? places.size;
  // As they were planned, whatever order a file has them in.
  const own = run.launches
    .filter((launch) => launch.slot.arm === arm)
    .toSorted((a, b) => placeOf(a) - placeOf(b) || a.slot.index - b.slot.index || a.attempt - b.attempt);
  const idleMs = new Map((run.idle ?? []).flatMap(({ deviceId, idleMs: ms }) => (ms === null ? [] : [[deviceId, ms]])));
  return { arm, build, runId: run.id, launches: own.map((launch) => verifyFingerprint(launch, build)), idleMs };
}

/** The same unit if the baseline was measured on it, else one of its kind. */
function counterpartOf(device: Device, baselineRun: Run): Device | null {
  const alike = baselineRun.devices.filter((other) => deviceKind(other) === deviceKind(device));
  return alike.find((other) => other.id === device.id) ?? alike[0] ?? null;
}

/** What must be equal for launches of two devices to be compared. */
export function deviceKind(device: Device): string {
  return `${device.model}, OS build ${device.osBuild}, ${device.provenance}`;
}
