import { createHash } from 'node:crypto';
import type { Entitlements } from '#harness/domain/entitlements.ts';
import { isPropertyList, type PropertyList, readPropertyList } from './property-list.ts';

/** `<kern/cs_blobs.h>`: a list of blobs, and the one that is an XML property list of entitlements. */
const SUPER_BLOB = 0xfade0cc0;
const ENTITLEMENTS_BLOB = 0xfade7171;
const ENTITLEMENTS_SLOT = 5;
const MAX_BLOBS = 100;
const MAX_LIST_BYTES = 2 ** 20;
/** More than any app has; what is beyond proves nothing. */
const MAX_ENTITLEMENTS = 500;
const MAX_TEXT = 200;

/** They name an app, its team and the groups that it shares data with, and so differ between two bundle identifiers. */
const NAMING: ReadonlySet<string> = new Set([
  'application-identifier',
  'com.apple.developer.team-identifier',
  'com.apple.security.application-groups',
  'keychain-access-groups',
]);

/** The entitlements in the embedded code signature of an executable; null where it has none, or where it cannot be read. */
export function signedEntitlements(signature: Buffer): Entitlements | null {
  if (signature.length < 12 || signature.readUInt32BE(0) !== SUPER_BLOB) return null;
  const count = Math.min(signature.readUInt32BE(8), MAX_BLOBS);
  for (let index = 0; index < count; index += 1) {
    const at = 12 + 8 * index;
    if (at + 8 > signature.length) return null;
    if (signature.readUInt32BE(at) !== ENTITLEMENTS_SLOT) continue;
    const start = signature.readUInt32BE(at + 4);
    if (start + 8 > signature.length || signature.readUInt32BE(start) !== ENTITLEMENTS_BLOB) return null;
    const end = start + signature.readUInt32BE(start + 4);
    if (end > signature.length || end - start > MAX_LIST_BYTES) return null;
    return entitlementsOf('signature', parsed(signature.subarray(start + 8, end)));
  }
  return null;
}

/** Those that a provisioning profile allows: its property list lies as it is within the signed message. */
export function profileEntitlements(profile: Buffer): Entitlements | null {
  const start = profile.indexOf('<?xml');
  const end = profile.indexOf('</plist>', Math.max(0, start));
  if (start < 0 || end < 0) return null;
  const allowed = parsed(profile.subarray(start, end + '</plist>'.length))?.['Entitlements'];
  return entitlementsOf('profile', isPropertyList(allowed) ? allowed : null);
}

function parsed(bytes: Buffer): PropertyList | null {
  try {
    return readPropertyList(bytes);
  } catch {
    // A phone refuses to install it, or reads it another way: nothing is known of it here.
    return null;
  }
}

function entitlementsOf(from: Entitlements['from'], list: PropertyList | null): Entitlements | null {
  const entries = Object.entries(list ?? {}).filter(([key]) => !NAMING.has(key));
  if (list === null || entries.length > MAX_ENTITLEMENTS) return null;
  const values = entries
    .map(([key, value]) => [shortened(key), shortened(textOf(value))] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { from, values: Object.fromEntries(values) };
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}` : inner)) ?? 'null';
}

/** Of long texts the sha256 says whether they differ. */
function shortened(text: string): string {
  return text.length <= MAX_TEXT ? text : `sha256 ${createHash('sha256').update(text).digest('hex')}`;
}
