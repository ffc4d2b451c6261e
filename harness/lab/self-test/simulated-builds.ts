import type { Build, Fingerprint } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Arm } from '#harness/domain/plan.ts';

/** Two builds that exist nowhere and differ in nothing but their name and what their fingerprints say. */
export const SIMULATED_BUILDS: { readonly [A in Arm]: Build } = {
  baseline: simulatedBuild('baseline', '1.0'),
  candidate: simulatedBuild('candidate', '1.1'),
};

/** What an app of the build says of itself. */
export function fingerprintOf(build: Build, device: Device, nonce: string): Fingerprint {
  const { bundleId, version, buildNumber, binaryUuid, models } = build;
  return {
    nonce,
    agent: 'simulated',
    bundleId,
    version,
    buildNumber,
    binaryUuid,
    models,
    deviceModel: device.model,
    osVersion: device.osVersion,
    osBuild: device.osBuild,
  };
}

function simulatedBuild(arm: Arm, version: string): Build {
  return {
    id: `simulated-${arm}`,
    label: `simulated ${arm}`,
    bundleId: 'simulated.app',
    version,
    buildNumber: version,
    minimumOsVersion: 'none',
    platform: 'ios',
    path: 'simulated',
    bytes: 1e9,
    binaryUuid: `simulated-${arm}`,
    models: [{ name: 'model', sha256: 'simulated', bytes: 1e9 }],
  };
}
