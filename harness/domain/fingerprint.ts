import type { Artefact, Build, Fingerprint } from './build.ts';
import type { Fault, Launch } from './launch.ts';

/**
 * The launch as it counts for a build: one whose app was another than the build that was sent is a fault, whatever it
 * was recorded as. A launch without a fingerprint stays as it is, for it proves nothing either way.
 */
export function holdToBuild(launch: Launch, build: Build): Launch {
  if (launch.fingerprint === null || launch.outcome.kind !== 'measured') return launch;
  const fault = fingerprintFault(launch.fingerprint, build);
  return fault === null ? launch : { ...launch, outcome: { kind: 'failed', fault } };
}

/** A product fault when the app that ran is not the build that was sent, else null. */
export function fingerprintFault(fingerprint: Fingerprint, build: Build): Fault | null {
  const differences = differencesFromBuild(fingerprint, build);
  if (differences.length === 0) return null;
  const message = `The app that ran is not ${build.label}: ${differences.join(' ')}`;
  return { kind: 'product', code: 'FINGERPRINT_MISMATCH', message };
}

/** How the app that ran differs from the build that was sent, one sentence each; none when they are the same. */
export function differencesFromBuild(fingerprint: Fingerprint, build: Build): readonly string[] {
  const differences: string[] = [];
  for (const field of ['bundleId', 'version', 'buildNumber'] as const) {
    if (fingerprint[field] !== build[field]) {
      differences.push(`${field} is ${fingerprint[field]}, not ${build[field]}.`);
    }
  }
  if (!isSameDigits(fingerprint.binaryUuid, build.binaryUuid)) {
    differences.push(`binaryUuid is ${fingerprint.binaryUuid}, not ${build.binaryUuid}.`);
  }
  const running = new Map(fingerprint.models.map((model) => [model.name, model]));
  for (const sent of build.models) {
    const model = running.get(sent.name);
    running.delete(sent.name);
    if (model === undefined) differences.push(`Model file ${sent.name} is missing.`);
    else if (!isSameFile(model, sent)) differences.push(`Model file ${sent.name} has other contents.`);
  }
  for (const name of running.keys()) differences.push(`Model file ${name} is not part of the build.`);
  return differences;
}

function isSameFile(a: Artefact, b: Artefact): boolean {
  return isSameDigits(a.sha256, b.sha256) && a.bytes === b.bytes;
}

/** Hexadecimal digits mean the same in upper and lower case. */
function isSameDigits(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
