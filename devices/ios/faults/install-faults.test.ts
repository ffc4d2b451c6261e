import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AppiumFaultCode } from './fault-codes.ts';
import { type AppiumFault, classifyError } from './faults.ts';

/** What the driver throws when anything goes wrong after an upload has begun. */
function wrapped(original: string): Error {
  return new Error(`WebDriverError: Cannot install the a.b application. Original error: ${original}`);
}

const verdict = (name: string, description: string): readonly string[] => [
  `${name}: ${description}`,
  `Unexpected data: {"Error":"${name}","ErrorDescription":"${description}"}`,
];
const verification = (detail: string): string =>
  `ApplicationVerificationFailed: Failed to verify code signature of /private/var/installd/x.app : ${detail}`;
const inAllForms = (texts: readonly string[]): readonly AppiumFault[] =>
  texts.flatMap((text) => [classifyError(wrapped(text)), classifyError(new Error(text))]);

test.each<[string, string]>([
  ['DeviceOSVersionTooLow', 'The system version is lower than the minimum OS version specified. Have 18.5; need 26.0'],
  ['IncorrectArchitecture', 'Failed to find matching arch for input file: x.app/x'],
  ['MismatchedApplicationIdentifierEntitlement', 'Upgrade’s application-identifier does not match; rejecting upgrade.'],
  ['MismatchedBundleIDSigningIdentifier', 'The code signing identifier is not the bundle identifier'],
  ['PackageInspectionFailed', 'Failed to load Info.plist from bundle at path x.app'],
  ['DeviceFamilyNotSupported', 'This app was not built to support this device family'],
  ['DeviceNotSupportedByThinning', 'x was not built for this device'],
  ['MissingBundleExecutable', 'Bundle at path x.app did not contain its executable'],
  ['MissingBundleIdentifier', 'The bundle has no identifier'],
  ['MissingBundleVersion', 'The Info.plist has no CFBundleVersion'],
  ['IllegalBundleShortVersionString', 'CFBundleShortVersionString is no string'],
  ['DuplicateIdentifier', 'Two bundles have the same identifier'],
  ['InvalidSymlink', 'The bundle contained an invalid symlink.'],
  ['AppexBundleIDNotPrefixed', 'Appex bundle ID is not prefixed with the parent app’s'],
  ['AppexBundleMissingNSExtensionDict', 'Appex bundle does not define an NSExtension dictionary'],
  ['WatchKitAppBundleIDNotPrefixed', 'The WatchKit app’s bundle ID must be prefixed'],
  ['NoWatchKitExtension', 'The WatchKit 2 app has no extension'],
  ['BundleVerificationFailed', 'The bundle is not valid'],
  ['ApplicationVerificationFailed', 'This app cannot be installed because its integrity could not be verified.'],
])('%s is a verdict on the package: the build’s', (name, description) => {
  for (const fault of inAllForms(verdict(name, description))) {
    expect(fault).toMatchObject({ kind: 'product', code: 'INSTALL_REFUSED', isSessionLost: false });
  }
  const zip = `Failed installing: '${name}' errorDescription:'${description}'`;
  expect(classifyError(new Error(zip)).kind).toBe('product');
});

test.each([
  '0xe8008014 (The executable contains an invalid signature.)',
  '0xe8008015 (A valid provisioning profile for this executable was not found.)',
  '0xe8008016 (The executable was signed with invalid entitlements.)',
  '0xe8008017 (A signed resource has been added, modified, or deleted.)',
  '0xe8008019 (The application does not have a valid signature.)',
  '0xe800801c (No code signature found.)',
  '0xE8008029 (The code signature version is no longer supported.)',
  '0xe800800f (The signature does not match the expected hash.)',
  '0xe8008003 (This provisioning profile is malformed.)',
])('a signature check that ends with %s is a verdict on the package', (detail) => {
  for (const fault of inAllForms([verification(detail)])) expect(fault.code).toBe('INSTALL_REFUSED');
});

test('the decimal code of older clients is understood', () => {
  const legacy = (code: number): Error =>
    wrapped(`Unexpected data: {"Error":"ApplicationVerificationFailed","ErrorDetail":${code},"ErrorDescription":""}`);
  expect(classifyError(legacy(0xe8008015 | 0)).code).toBe('INSTALL_REFUSED');
  expect(classifyError(legacy(0xe8008001 | 0)).code).toBe('INSTALL_FAILED');
});

test.each<[string, AppiumFaultCode, RegExp]>([
  // The phone is full.
  ['fwrite chunk failed with NO_SPACE_LEFT (18) at offset 4194304', 'PHONE_FULL', /free space/i],
  ['AFC operation WRITE failed with NO_SPACE_LEFT (18)', 'PHONE_FULL', /free space/i],
  ['AFC operation FILE_OPEN failed with NO_RESOURCES (3)', 'PHONE_FULL', /free space/i],
  ['Unexpected response NO_RESOURCES', 'PHONE_FULL', /free space/i],
  ['PackageExtractionFailed: Could not extract archive: No space left on device', 'PHONE_FULL', /free space/i],
  ['PackageInspectionFailed: not enough space to inspect the package', 'PHONE_FULL', /free space/i],
  ['APIInternalError: There is not enough free disk space on the device', 'PHONE_FULL', /free space/i],
  ['ApplicationVerificationFailed: insufficient storage', 'PHONE_FULL', /free space/i],
  ['InsufficientStorage: The device is out of storage for apps', 'PHONE_FULL', /free space/i],
  // The phone is locked, forbids it, or does not accept the signer today.
  ['Unexpected data: {"Error":"PasswordProtected"}', 'PHONE_LOCKED', /unlock/i],
  ['Service start failed: PasswordProtected - Unknown error', 'PHONE_LOCKED', /unlock/i],
  ['DeviceLocked: The device is locked.', 'PHONE_LOCKED', /unlock/i],
  ['APIInternalError: The device is passcode locked', 'PHONE_LOCKED', /unlock/i],
  ['InstallProhibited: Installation of apps is prohibited by a policy on the device.', 'INSTALL_FORBIDDEN', /policy/],
  [verification('0xe800801d (Rejected by policy.)'), 'INSTALL_FORBIDDEN', /policy/],
  [verification('0xe8008011 (This provisioning profile has expired.)'), 'PROFILE_UNUSABLE', /profile/],
  [verification('The provisioning profile has expired'), 'PROFILE_UNUSABLE', /profile/],
  [
    verification('0xe8008012 (This provisioning profile cannot be installed on this device.)'),
    'PROFILE_UNUSABLE',
    /register/,
  ],
  [
    verification('0xe8008018 (The identity used to sign the executable is no longer valid.)'),
    'PROFILE_UNUSABLE',
    /profile/,
  ],
  [verification('0xe8008021 (The maximum number of apps for free development profiles)'), 'PROFILE_UNUSABLE', /three/],
  [
    verification('0xe8008025 (The user did not explicitly trust the provisioning profile.)'),
    'DEVELOPER_NOT_TRUSTED',
    /trust/i,
  ],
  [verification('0xe800802b (Developer mode is required to run this application)'), 'DEVELOPER_MODE_OFF', /Mode/],
  // The way to the phone.
  ['AFC operation WRITE timed out after 30000ms (packet 12)', 'TUNNEL_LOST', /cable/],
  ['RemoteXPC connection timed out after 30000ms', 'TUNNEL_LOST', /cable/],
  ['Connection was refused to port 62078', 'TUNNEL_LOST', /cable/],
  ['Socket is destroyed', 'TUNNEL_LOST', /cable/],
  ['Socket is not writable', 'TUNNEL_LOST', /cable/],
  ['AFC socket closed while waiting for drain', 'TUNNEL_LOST', /cable/],
  ['connect ETIMEDOUT 169.254.10.2:62078', 'TUNNEL_LOST', /cable/],
  ['connect ECONNREFUSED fd00::1:54321', 'TUNNEL_LOST', /cable/],
  ['read ECONNRESET', 'TUNNEL_LOST', /cable/],
  ['Connection closed before response was received', 'TUNNEL_LOST', /cable/],
  ['fwrite chunk failed with MUX_ERROR (30) at offset 0', 'TUNNEL_LOST', /cable/],
  ['No tunnel found for device x. Please run the tunnel creation script first', 'TUNNEL_LOST', /tunnel/],
  ["Could not find a pair record for device 'x'. Please first pair with the device", 'NOT_PAIRED', /Trust/],
  ["Could not find the expected device 'x'", 'PHONE_NOT_FOUND', /udid/],
  ['Failed to connect to usbmuxd within the 5000ms timeout', 'USBMUXD_MISSING', /usbmuxd/],
  // This machine.
  ["ENOENT: no such file or directory, open '/builds/app.ipa'", 'ARTEFACT_MISSING', /\.ipa/],
  ["EACCES: permission denied, open '/builds/app.ipa'", 'HOST_REFUSED', /permission/],
  ["EMFILE: too many open files, open '/builds/app.ipa'", 'HOST_REFUSED', /open files/],
  ['ENOSPC: no space left on device, write', 'HOST_DISK_FULL', /this machine/],
  // It takes too long, or nobody knows.
  ["Timed out after 240000ms while pushing file to '/app.ipa'", 'INSTALL_STALLED', /cable/],
  ['Timed out waiting for plist response after 30000ms', 'INSTALL_STALLED', /cable/],
  ['Operation exceeded maximum duration (600s). This likely indicates a stalled operation', 'INSTALL_STALLED', /cable/],
  ['AFC error: OBJECT_NOT_FOUND for operation FILE_OPEN', 'INSTALL_FAILED', /by hand/],
  ['APIInternalError: No description', 'INSTALL_FAILED', /by hand/],
  ['PackagePatchFailed: Could not apply patch update', 'INSTALL_FAILED', /by hand/],
  ['PackageExtractionFailed: Could not open the application package', 'INSTALL_FAILED', /by hand/],
  ['AppexBundleIDConflictWithOtherIdentifier: taken by another app of the phone', 'INSTALL_FAILED', /by hand/],
  ['WatchKitAppBundleIDConflictWithOtherIdentifier: taken by another app of the phone', 'INSTALL_FAILED', /by hand/],
  [verification('0xe8008001 (An unknown error has occurred.)'), 'INSTALL_FAILED', /by hand/],
  [verification('0xe800800c (There was an error communicating with your device.)'), 'INSTALL_FAILED', /by hand/],
  ['No response received from service', 'INSTALL_FAILED', /by hand/],
  ['something that no version has said before', 'INSTALL_FAILED', /by hand/],
])('while installing, %s is the lab’s: %s', (text, code, remedy) => {
  expect(classifyError(wrapped(text))).toMatchObject({
    kind: 'infrastructure',
    code,
    remedy: expect.stringMatching(remedy),
  });
});

test('whatever else happens while installing, the wrapper alone never blames the build', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
      expect(classifyError(wrapped(text)).kind).toBe('infrastructure');
    }),
  );
});

test('the name of an app, or a word that only begins like a verdict, is no verdict', () => {
  for (const text of ['com.example.IncorrectArchitecture.app vanished', 'PackageInspectionFailedTwice: ?']) {
    expect(classifyError(wrapped(text)).kind).toBe('infrastructure');
  }
});
