import { parseBuffer } from 'bplist-parser';
import { parse } from 'plist';
import { refuse } from './ipa-refusal.ts';

/** Info.plist key by which an app names the folder that holds all of its model's files. */
export const MODELS_KEY = 'FastVLMBenchModels';

/** What an Info.plist says that the harness needs. */
export type InfoPlist = {
  readonly bundleId: string;
  readonly version: string;
  readonly buildNumber: string;
  readonly minimumOsVersion: string;
  readonly executable: string;
  /** Folder below the bundle, without a slash at its end; null when the app names none. */
  readonly modelsFolder: string | null;
};

const FILE_SHARING_REMEDY =
  'Set UIFileSharingEnabled to true in the app’s Info.plist; the harness exchanges files through its Documents folder.';

/** Reads an Info.plist, written as XML or in binary. Throws BUILD_INVALID. */
export function parseInfoPlist(bytes: Buffer, path: string): InfoPlist {
  const plist = parseProperties(bytes, path);
  const text = (key: string): string | null => {
    const value = plist[key];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const platforms = plist['CFBundleSupportedPlatforms'];
  if (!Array.isArray(platforms) || !platforms.includes('iPhoneOS')) {
    const given = Array.isArray(platforms) ? platforms.join(', ') : 'none';
    throw refuse(
      path,
      `is not built for iPhones: its platforms are ${given}`,
      undefined,
      'Build it for the iphoneos SDK.',
    );
  }
  const bundleId = text('CFBundleIdentifier');
  if (bundleId === null) throw refuse(path, 'has no CFBundleIdentifier in its Info.plist');
  const executable = text('CFBundleExecutable');
  if (executable === null) throw refuse(path, 'has no CFBundleExecutable in its Info.plist');
  const buildNumber = text('CFBundleVersion') ?? text('CFBundleShortVersionString');
  if (buildNumber === null) throw refuse(path, 'has no version in its Info.plist');
  if (plist['UIFileSharingEnabled'] !== true) {
    throw refuse(path, 'does not share its Documents folder', undefined, FILE_SHARING_REMEDY);
  }
  const models = text(MODELS_KEY)?.replace(/^(?:\.?\/)+|\/+$/g, '') ?? null;
  return {
    bundleId,
    version: text('CFBundleShortVersionString') ?? buildNumber,
    buildNumber,
    minimumOsVersion: text('MinimumOSVersion') ?? 'unknown',
    executable,
    modelsFolder: models === '' ? null : models,
  };
}

function parseProperties(bytes: Buffer, path: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    const isBinary = bytes.subarray(0, 6).toString('latin1') === 'bplist';
    value = isBinary ? parseBuffer(bytes)[0] : parse(bytes.toString('utf8'));
  } catch (cause) {
    throw refuse(path, 'has an Info.plist that cannot be read', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse(path, 'has an Info.plist that cannot be read');
  }
  return value as Readonly<Record<string, unknown>>;
}
