import { type Build, type Fingerprint, repeatedIdentity } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Arm } from '#harness/domain/plan.ts';

/** Two builds that exist nowhere and differ in nothing but their name and what their fingerprints say. */
export const SIMULATED_BUILDS: { readonly [A in Arm]: Build } = {
  baseline: simulatedBuild('baseline', '1.0'),
  candidate: simulatedBuild('candidate', '1.1'),
};

/** What an app of the build says of itself. */
export function fingerprintOf(build: Build, device: Device, nonce: string): Fingerprint {
  const { version, models } = build;
  return {
    nonce,
    agent: 'simulated',
    version,
    models,
    deviceModel: device.model,
    osVersion: device.osVersion,
    osBuild: device.osBuild,
    identity: repeatedIdentity(build.identity),
  };
}

function simulatedBuild(arm: Arm, version: string): Build {
  return {
    id: `simulated-${arm}`,
    label: `simulated ${arm}`,
    version,
    platform: 'ios',
    bytes: 1e9,
    models: [{ name: 'model', sha256: 'simulated', bytes: 1e9 }],
    identity: {
      kind: 'ios',
      bundleId: 'simulated.app',
      buildNumber: version,
      minimumOsVersion: 'none',
      binaryUuid: `simulated-${arm}`,
    },
  };
}
