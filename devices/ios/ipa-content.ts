import { createHash } from 'node:crypto';
import type { PropertyList } from '#devices/bundle/property-list.ts';

/** Signatures and provisioning say who may install an app, not what it does. */
const NOT_RUN = /(^|\/)(_CodeSignature\/|SC_Info\/|embedded\.mobileprovision$|CodeResources$)/;
/**
 * What a rebuild raises, what names the place where it was built, and the identifier by which a phone knows the app. No
 * code of the app computes anything by them.
 */
const NAMING_KEYS: ReadonlySet<string> = new Set([
  'CFBundleIdentifier',
  'CFBundleVersion',
  'CFBundleShortVersionString',
  'BuildMachineOSBuild',
]);

/** Whether a file of an app is part of what it runs or reads. */
export function isContent(name: string): boolean {
  return !NOT_RUN.test(name) && name !== 'Info.plist';
}

/**
 * The sha256 of everything that an app runs or reads: two builds of one digest cannot behave differently. A signature inside
 * an executable is part of that file, so that builds that were signed anew may look different and never the other way round.
 */
export function contentSha256(files: ReadonlyMap<string, string>, info: PropertyList): string {
  const kept = Object.entries(info).filter(([key]) => !NAMING_KEYS.has(key));
  const parts = [...files, ['Info.plist', canonical(Object.fromEntries(kept))] as const];
  return createHash('sha256')
    .update(canonical(Object.fromEntries(parts)))
    .digest('hex');
}

/** JSON with the keys in one order, whatever order a file has them in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
