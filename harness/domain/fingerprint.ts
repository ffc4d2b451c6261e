import type { Artefact, Build, BuildIdentity, Fingerprint, FingerprintIdentity } from './build.ts';
import { canonicalName, isFinderFile } from './file-name.ts';
import type { Fault, Launch } from './launch.ts';
import { isModelFile } from './model-files.ts';
import { isMeasured } from './outcome.ts';

/**
 * The launch as it counts for a build: one whose app was another than the build that was sent is a fault, whatever it
 * was recorded as. A launch without a fingerprint stays as it is, for it proves nothing either way.
 */
export function verifyFingerprint(launch: Launch, build: Build): Launch {
  if (launch.fingerprint === null || !isMeasured(launch)) return launch;
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
  const differences: string[] = [
    ...unequal('version', fingerprint.version, build.version),
    ...identityDifferences(fingerprint.identity, build.identity),
  ];
  const running = byName(fingerprint.models, build);
  for (const [name, sent] of byName(build.models, build)) {
    const model = running.get(name);
    running.delete(name);
    if (model === undefined) differences.push(`Model file ${name} is missing.`);
    else if (!isSameFile(model, sent)) differences.push(`Model file ${name} has other contents.`);
  }
  for (const name of running.keys()) differences.push(`Model file ${name} is not part of the build.`);
  return differences;
}

function identityDifferences(running: FingerprintIdentity, sent: BuildIdentity): readonly string[] {
  if (running.kind === 'ios' && sent.kind === 'ios') {
    const uuids = [sent.binaryUuid, ...(sent.otherBinaryUuids ?? [])];
    return [
      ...unequal('bundleId', running.bundleId, sent.bundleId),
      ...unequal('buildNumber', running.buildNumber, sent.buildNumber),
      ...(uuids.some((uuid) => isSameDigits(running.binaryUuid, uuid))
        ? []
        : [`binaryUuid is ${running.binaryUuid}, not ${sent.binaryUuid}.`]),
    ];
  }
  if (running.kind === 'host' && sent.kind === 'host') {
    return isSameDigits(running.contentSha256, sent.contentSha256)
      ? []
      : [`contentSha256 is ${running.contentSha256}, not ${sent.contentSha256}.`];
  }
  return [`It is an app for ${running.kind}, not for ${sent.kind}.`];
}

function unequal(field: string, running: string, sent: string): readonly string[] {
  return running === sent ? [] : [`${field} is ${running}, not ${sent}.`];
}

/**
 * The files that count, by canonical name. An app that names no model folder may report all its files: of those only
 * the ones that the build counts are compared.
 */
function byName(models: readonly Artefact[], { namesModelFolder, identity }: Build): Map<string, Artefact> {
  const executable = (identity.kind === 'ios' ? identity.executable : identity.entry) ?? '';
  const named = models.map((model) => [canonicalName(model.name), model] as const);
  return new Map(
    named.filter(([name]) => (namesModelFolder === false ? isModelFile(name, executable) : !isFinderFile(name))),
  );
}

function isSameFile(a: Artefact, b: Artefact): boolean {
  return isSameDigits(a.sha256, b.sha256) && a.bytes === b.bytes;
}

/** Hexadecimal digits mean the same in upper and lower case. */
function isSameDigits(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
