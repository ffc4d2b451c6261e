import { canonicalName } from '#harness/domain/file-name.ts';
import type { PropertyList } from './property-list.ts';

/** Info.plist key by which an app names the folder that holds all of its model's files. */
export const MODELS_KEY = 'FastVLMBenchModels';

/** Who an app is by its Info.plist; host and app read it the same way, so that both say the same. */
export type AppIdentity = {
  readonly bundleId: string;
  readonly version: string;
  readonly buildNumber: string;
  readonly executable: string;
  /** Folder below the bundle, without a slash at its end; null when the app names none. */
  readonly modelFolder: string | null;
};

/**
 * Versions may be numbers and are then compared as their shortest decimal text. A missing version takes the other's
 * place. `fail` makes the error of a sentence that goes on after the app's name.
 */
export function appIdentity(plist: PropertyList, fail: (what: string) => Error): AppIdentity {
  const required = (key: string): string => {
    const value = plistText(plist, key, fail);
    if (value === null) throw fail(`has no ${key} in its Info.plist`);
    return value;
  };
  const version = plistText(plist, 'CFBundleShortVersionString', fail);
  const buildNumber = plistText(plist, 'CFBundleVersion', fail) ?? version;
  if (buildNumber === null) {
    throw fail('has no version in its Info.plist: neither CFBundleVersion nor CFBundleShortVersionString');
  }
  const models = plistText(plist, MODELS_KEY, fail)?.replace(/^(?:\.?\/)+|\/+$/g, '') ?? null;
  return {
    bundleId: required('CFBundleIdentifier'),
    version: version ?? buildNumber,
    buildNumber,
    executable: canonicalName(required('CFBundleExecutable')),
    modelFolder: models === null || models === '' ? null : canonicalName(models),
  };
}

/** A text, or a number as text; null when the key is missing or empty. */
export function plistText(plist: PropertyList, key: string, fail: (what: string) => Error): string | null {
  const value = plist[key];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'number') throw fail(`has a ${key} in its Info.plist that is neither a text nor a number`);
  if (Number.isSafeInteger(value) || (!Number.isInteger(value) && Number.isFinite(value))) return String(value);
  throw fail(`has a ${key} in its Info.plist that is too large for a number; write it as a <string>`);
}
