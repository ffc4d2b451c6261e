import type { Build } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { isOlderVersion } from '#harness/domain/os-version.ts';

/**
 * Throws BUILD_INVALID for a build that a chosen phone would not install, because its iOS is older than the build asks for.
 * A run that is resumed keeps its phones and builds: `resume` is the command that continues it.
 */
export function refuseOldPhones(
  builds: readonly Build[],
  devices: readonly Device[],
  resume: string | null = null,
): void {
  for (const { label, identity } of builds) {
    if (identity.kind !== 'ios') continue;
    const { minimumOsVersion } = identity;
    const old = devices.filter(({ osVersion }) => isOlderVersion(osVersion, minimumOsVersion));
    if (old.length === 0) continue;
    const phones = old.map(({ id, osVersion }) => `${id} has iOS ${osVersion}`).join(', ');
    const others = devices.filter((device) => !old.includes(device));
    const choose = others.length === 0 ? '' : `choose ${others.map(({ id }) => `--device ${id}`).join(' ')}, `;
    throw new BenchError('BUILD_INVALID', `${label} needs iOS ${minimumOsVersion}, and ${phones}.`, {
      remedy:
        resume === null
          ? `Update the phone, ${choose}or build the app for an older iOS (MinimumOSVersion in its Info.plist).`
          : `Update the phone, then continue with: ${resume}`,
    });
  }
}
