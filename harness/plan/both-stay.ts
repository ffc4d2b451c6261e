import type { RunHeader } from '#harness/domain/run.ts';
import { appIdOf } from '#harness/domain/build.ts';

export type ToInstall = Partial<Pick<RunHeader, 'candidate' | 'reference' | 'devices'>>;

/**
 * Whether what a run launches stays installed from its first launch on, so that no change of arms is an installation: one
 * build, two with different bundle identifiers, or any on devices where every build stays. Builds that are not known are
 * taken to share one.
 */
export function bothStay({ candidate, reference, devices }: ToInstall): boolean {
  if (everyBuildStays(devices)) return true;
  if (candidate === undefined) return false;
  if (reference?.kind !== 'remeasured') return true;
  const baseline = reference.build;
  return baseline.id === candidate.id || appIdOf(baseline) !== appIdOf(candidate);
}

/** Whether the devices are such that builds never take each other's place. */
export function everyBuildStays(devices: ToInstall['devices']): boolean {
  if (devices === undefined || devices.length === 0) return false;
  return devices.every(({ capabilities }) => capabilities.install === 'sideBySide');
}
