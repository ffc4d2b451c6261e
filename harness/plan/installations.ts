import type { Calibration } from '#harness/domain/calibration.ts';
import { appIdOf } from '#harness/domain/build.ts';
import type { Plan } from '#harness/domain/plan.ts';
import { bothStay, everyBuildStays, type ToInstall } from './both-stay.ts';
import { tallyPlan } from './tally-plan.ts';

/** What the app ids of two builds mean for a run. */
export type Installations =
  /** Each is installed and prepared once a phone. */
  | { readonly kind: 'bothStay'; readonly baseline: string; readonly candidate: string }
  /** Builds replace each other: `more` installations than one of each, at most of any phone. */
  | {
      readonly kind: 'replaced';
      readonly appId: string;
      readonly more: number;
      /** Null where no calibration knows what an installation takes. */
      readonly minutes: number | null;
    };

/** Two builds that stay are installed once each. */
const BUILDS = 2;

/** Null where there is one build, where builds were not named, and where every build stays whatever it is called. */
export function installationsOf(
  builds: ToInstall,
  plan: Plan,
  calibrations: readonly Calibration[],
): Installations | null {
  const { candidate, reference, devices } = builds;
  if (candidate === undefined || reference?.kind !== 'remeasured') return null;
  const baseline = reference.build;
  if (baseline.id === candidate.id || everyBuildStays(devices)) return null;
  if (bothStay(builds)) {
    return { kind: 'bothStay', baseline: appIdOf(baseline), candidate: appIdOf(candidate) };
  }
  const phones = tallyPlan(plan, builds).map(({ deviceId, installs }) => {
    const known = calibrations.find((calibration) => calibration.deviceId === deviceId);
    const more = Math.max(0, installs - BUILDS);
    return { more, minutes: known === undefined ? null : more * known.installMinutes };
  });
  const minutes = phones.flatMap((phone) => phone.minutes ?? []);
  return {
    kind: 'replaced',
    appId: appIdOf(candidate),
    more: Math.max(0, ...phones.map(({ more }) => more)),
    minutes: minutes.length === 0 ? null : Math.max(...minutes),
  };
}
