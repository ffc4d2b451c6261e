import { z } from 'zod';
import { appIdentity, type AppIdentity, plistText } from '#devices/bundle/app-identity.ts';
import { type PropertyList, propertyListForm, readPropertyList } from '#devices/bundle/property-list.ts';
import type { Toolchain } from '#harness/domain/build.ts';
import { refuse } from '#devices/bundle/ipa-refusal.ts';

/** What an Info.plist says that the harness needs. */
export type InfoPlist = AppIdentity & {
  readonly minimumOsVersion: string;
  /** Null where the app names none. */
  readonly toolchain: Toolchain | null;
};

const FILE_SHARING_REMEDY =
  'Set UIFileSharingEnabled to true in the app’s Info.plist; the harness exchanges files through its Documents folder.';
const CONVERT = 'Convert it in the build with: plutil -convert binary1 Info.plist; then sign and export the app again.';
const CHECK = 'Check it in the build with: plutil -lint Info.plist; then sign and export the app again.';
const BUILD_FOR_IPHONES = 'Build it for the iphoneos SDK (destination: Any iOS Device) with the device family iPhone.';

const IPHONE = 1;

/** A list, also where one value stands for it. */
const listSchema = z.preprocess(
  (value) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]),
  z.array(z.unknown()),
);
/** What only iOS apps have. A key of another kind than Xcode writes counts as missing. */
const iosKeysSchema = z.object({
  CFBundleSupportedPlatforms: listSchema,
  UIDeviceFamily: listSchema,
  DTPlatformName: z.string().catch(''),
  DTXcode: z.string().catch(''),
  DTXcodeBuild: z.string().catch(''),
  DTSDKName: z.string().catch(''),
  UIFileSharingEnabled: z.boolean().catch(false),
});

/** Reads an Info.plist as Xcode writes it. Throws BUILD_INVALID. */
export function parseInfoPlist(bytes: Buffer, path: string): InfoPlist {
  const plist = parseProperties(bytes, path);
  const fail = (what: string): Error => refuse(path, what);
  const keys = iosKeysSchema.parse(plist);
  refuseOtherPlatforms(keys, path);
  const identity = appIdentity(plist, fail);
  if (!keys.UIFileSharingEnabled) {
    throw refuse(path, 'does not share its Documents folder', undefined, FILE_SHARING_REMEDY);
  }
  return {
    ...identity,
    minimumOsVersion: plistText(plist, 'MinimumOSVersion', fail) ?? 'unknown',
    toolchain: toolchainOf(keys),
  };
}

/** Xcode writes its version as four digits, `1640` for 16.4 and `1641` for 16.4.1, and its build beside it. */
function toolchainOf({ DTXcode, DTXcodeBuild, DTSDKName }: z.output<typeof iosKeysSchema>): Toolchain | null {
  const [, major, minor, patch] = /^(\d\d)(\d)(\d)$/.exec(DTXcode) ?? [];
  const version = major === undefined ? DTXcode : [Number(major), minor, ...(patch === '0' ? [] : [patch])].join('.');
  const xcode = DTXcodeBuild === '' ? version : `${version} (${DTXcodeBuild})`.trim();
  if (xcode === '' && DTSDKName === '') return null;
  return { ...(xcode === '' ? {} : { xcode }), ...(DTSDKName === '' ? {} : { sdk: DTSDKName }) };
}

function parseProperties(bytes: Buffer, path: string): PropertyList {
  const form = propertyListForm(bytes);
  if (form !== null && form !== 'XML' && form !== 'binary') {
    // A phone reads most of these, but Appium reads the bundle identifier before it installs anything.
    throw refuse(path, `has an Info.plist in the form of ${form}, which Appium cannot read`, undefined, CONVERT);
  }
  try {
    return readPropertyList(bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw refuse(path, `has an Info.plist that cannot be read: ${why}`, cause, CHECK);
  }
}

function refuseOtherPlatforms(keys: z.output<typeof iosKeysSchema>, path: string): void {
  const platforms = keys.CFBundleSupportedPlatforms;
  if (!platforms.includes('iPhoneOS')) {
    const given = platforms.length === 0 ? 'none, for CFBundleSupportedPlatforms is missing' : platforms.join(', ');
    const what = `is not built for iPhones: its platforms are ${given}`;
    throw refuse(path, what, undefined, BUILD_FOR_IPHONES);
  }
  const sdk = keys.DTPlatformName;
  if (sdk !== '' && sdk !== 'iphoneos') {
    throw refuse(path, `is not built for iPhones: its DTPlatformName is ${sdk}`, undefined, BUILD_FOR_IPHONES);
  }
  const families = keys.UIDeviceFamily.map(Number);
  if (families.length > 0 && !families.includes(IPHONE)) {
    const what = `is not built for iPhones: its UIDeviceFamily is ${families.join(', ')}, and 1 is the iPhone`;
    throw refuse(path, what, undefined, BUILD_FOR_IPHONES);
  }
}
