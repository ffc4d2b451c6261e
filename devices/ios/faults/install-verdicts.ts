/**
 * What a phone says about a package that it does not install. Only a verdict on the package itself is the build's; all
 * else that can go wrong on the way (storage, lock, policy, cable, an internal error) is the lab's. Names are those of
 * iOS's installer, codes those of its signature check (`0xe8008…`). Neither list is documented by Apple; both follow the
 * public headers of MobileDevice. A name or code that is not here is no verdict on the package.
 */

/** Names that say what is wrong with the package, whatever phone it is sent to. */
const PACKAGE_NAMES: readonly RegExp[] = [
  /BundleVerificationFailed/,
  /PackageInspectionFailed/,
  /IncorrectArchitecture/,
  /DeviceOSVersionTooLow/,
  /DeviceFamilyNotSupported|DeviceNotSupportedByThinning/,
  /Mismatched(?:ApplicationIdentifierEntitlement|BundleIDSigningIdentifier)/,
  /MissingBundle(?:Executable|Identifier|Version|NameString|DisplayNameString)/,
  /IllegalBundleShortVersionString|IllegalXPCService\w+/,
  /InvalidSymlink|DuplicateIdentifier|InvalidSINF|InvalidUISupportedDevices\w*/,
  /BundleiTunesMetadataVersionMismatch|InvalidiTunesMetadataPlist/,
  /MultipleFileProviderAppexBundles/,
  // What is wrong inside an extension, a watch app or a Siri intent. A conflict with another app of the phone is not.
  /Appex(?!BundleIDConflict)\w+/,
  /\w*WatchKit(?!\w*Conflict)\w+/,
  /\w*SiriIntents?\w+/,
];
const PACKAGE_NAME = nameOf(PACKAGE_NAMES.map(({ source }) => source).join('|'));

/** The one name that needs its code: the signature check also fails for reasons of the phone and of the calendar. */
const VERIFICATION = nameOf('ApplicationVerificationFailed');

/**
 * Codes of the signature check that hold on every phone and every day. `15` is among them: the package carries no profile
 * that covers its executable. Whoever signs it must mend that; an expired profile has a code of its own (`11`).
 */
const PACKAGE_CODES: ReadonlySet<string> = new Set(
  [
    ['03', '05', '06', '07', '08'], // the profile is malformed
    ['04', '0e', '13', '1a'], // the profile is not signed by Apple
    ['09', '14', '19', '1c', '29'], // the signature is missing, invalid or of a kind that iOS no longer accepts
    ['0f', '17'], // a signed file was changed after signing
    ['10', '15'], // no profile that fits
    ['16'], // entitlements that the profile does not grant
  ]
    .flat()
    .map((code) => `e80080${code}`),
);

/** Codes of the signature check that depend on the profile's registration, on the phone's policy or on the date. */
export const PROFILE_CODES = /0xe80080(?:11|12|18|1d|1e|1f|20|21|24)\b/i;

/** Whether the phone names a fault of the package itself. Causes that lie elsewhere must have been ruled out before. */
export function isPackageRefused(message: string): boolean {
  const codes = codesIn(message);
  const isPackageCode = codes.some((code) => PACKAGE_CODES.has(code));
  if (VERIFICATION.test(message)) return isPackageCode || codes.length === 0;
  return isPackageCode || PACKAGE_NAME.test(message);
}

/** A name as the installer's clients print it: alone, in quotation marks, or in the constant of a header. */
function nameOf(names: string): RegExp {
  return new RegExp(`(?<![\\w.])(?:kError|kAMD)?(?:${names})(?:Error)?(?![\\w.])`);
}

/** Older clients print the code as a negative decimal number. */
function codesIn(message: string): readonly string[] {
  const hex = [...message.matchAll(/0x(e800[0-9a-f]{4})\b/gi)].map(([, code = '']) => code.toLowerCase());
  const decimal = [...message.matchAll(/"ErrorDetail":\s*(-\d+)/g)].map(([, code]) =>
    (Number(code) >>> 0).toString(16),
  );
  return [...hex, ...decimal.filter((code) => code.startsWith('e800'))];
}
