import { buildBinary, build as buildXml } from 'plist';
import { expect, test, vi } from 'vitest';
import { plist as appiumsReader } from 'appium/support.js';
import { parseInfoPlist } from './info-plist.ts';

const INFO = {
  CFBundleIdentifier: 'com.example.fastvlm',
  CFBundleExecutable: 'FastVLM',
  CFBundleShortVersionString: '1.2.0',
  CFBundleVersion: '120',
  CFBundleSupportedPlatforms: ['iPhoneOS'],
  MinimumOSVersion: '18.0',
  UIFileSharingEnabled: true,
};
type Properties = Readonly<Record<string, unknown>>;

const xml = (change: Properties = {}): string => buildXml({ ...INFO, ...change });
const without = (...keys: readonly string[]): Buffer =>
  Buffer.from(buildXml(Object.fromEntries(Object.entries(INFO).filter(([key]) => !keys.includes(key)))));

function parse(bytes: Buffer | string): ReturnType<typeof parseInfoPlist> {
  return parseInfoPlist(Buffer.from(bytes), '/builds/app.ipa');
}

test.each<[string, Properties, string]>([
  ['a whole number', { CFBundleVersion: 42 }, '42'],
  ['a fraction', { CFBundleVersion: 1.5 }, '1.5'],
  ['a date as a number', { CFBundleVersion: 202_611_270_115 }, '202611270115'],
])('a build number that is %s is not the marketing version', (_what, change, buildNumber) => {
  expect(parse(xml(change))).toMatchObject({ version: '1.2.0', buildNumber });
  const binary = buildBinary({ ...INFO, ...change });
  expect(parse(Buffer.from(binary))).toMatchObject({ version: '1.2.0', buildNumber });
});

test('an integer in XML keeps all its digits', () => {
  const text = xml().replace('<string>120</string>', '<integer>20261127011530123456</integer>');
  expect(parse(text).buildNumber).toBe('20261127011530123456');
});

test('a version that is missing takes the place of the other', () => {
  expect(parse(without('CFBundleVersion'))).toMatchObject({ version: '1.2.0', buildNumber: '1.2.0' });
  expect(parse(without('CFBundleShortVersionString'))).toMatchObject({ version: '120', buildNumber: '120' });
  expect(parse(without('MinimumOSVersion')).minimumOsVersion).toBe('unknown');
  expect(parse(xml({ MinimumOSVersion: 18 })).minimumOsVersion).toBe('18');
});

test.each<[string, Buffer | string, string]>([
  ['neither version', without('CFBundleVersion', 'CFBundleShortVersionString'), 'has no version in its Info.plist'],
  [
    'a version that is a list',
    xml({ CFBundleVersion: ['1'] }),
    'has a CFBundleVersion in its Info.plist that is neither',
  ],
  [
    'no platform',
    without('CFBundleSupportedPlatforms'),
    'its platforms are none, for CFBundleSupportedPlatforms is missing',
  ],
  ['the SDK of the simulator', xml({ DTPlatformName: 'iphonesimulator' }), 'its DTPlatformName is iphonesimulator'],
  ['the device family of iPads', xml({ UIDeviceFamily: [2] }), 'its UIDeviceFamily is 2, and 1 is the iPhone'],
  ['the device family of Macs', xml({ UIDeviceFamily: 6 }), 'its UIDeviceFamily is 6'],
  ['a byte order mark', `\uFEFF${xml()}`, 'in the form of XML with a byte order mark, which Appium cannot read'],
  ['UTF-16', Buffer.from(`\uFEFF${xml()}`, 'utf16le'), 'in the form of UTF-16'],
  ['UTF-16, big end first', Buffer.from(`\uFEFF${xml()}`, 'utf16le').swap16(), 'in the form of UTF-16'],
  ['UTF-16 without a mark', Buffer.from(xml(), 'utf16le'), 'in the form of UTF-16'],
  ['OpenStep', '// !$*UTF8*$!\n{ CFBundleIdentifier = "com.example"; }', 'in the form of OpenStep text'],
  ['JSON', '{"CFBundleIdentifier":"com.example"}', 'in the form of OpenStep text'],
  ['a text', 'nonsense', 'cannot be read: it is not a property list'],
  ['nothing', '', 'cannot be read: it is not a property list'],
  ['XML that breaks off', xml().slice(0, 300), 'cannot be read: the XML'],
  [
    'XML that is no property list',
    '<html></html>',
    'cannot be read: the XML has <html> where <plist> belongs in line 1',
  ],
  ['XML in Latin-1', Buffer.from(xml({ CFBundleName: 'é' }), 'latin1'), 'cannot be read: its text is not UTF-8'],
  ['a list', '<plist version="1.0"><array/></plist>', 'cannot be read: its root is not a dictionary'],
  ['a binary one that breaks off', Buffer.from(buildBinary(INFO)).subarray(0, 100), 'cannot be read'],
  [
    'a binary one that is damaged',
    Buffer.concat([Buffer.from('bplist00'), Buffer.alloc(50, 98)]),
    'cannot be read: its binary property list is damaged',
  ],
])('%s is refused in one sentence, and nothing else is printed', (_what, bytes, message) => {
  const printed = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
  expect(() => parse(bytes)).toThrow(message);
  expect(() => parse(bytes)).toThrow(/^\/builds\/app\.ipa [^\n]+\.$/);
  for (const spy of printed) {
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
  }
});

test.each<[string, Buffer | string, boolean]>([
  ['XML', xml(), true],
  ['binary', Buffer.from(buildBinary(INFO)), true],
  ['XML with a byte order mark', `\uFEFF${xml()}`, false],
  ['UTF-16', Buffer.from(`\uFEFF${xml()}`, 'utf16le'), false],
  ['OpenStep text', '{ CFBundleIdentifier = "com.example"; }', false],
])('%s is read or refused exactly as Appium reads or refuses it', (_form, bytes, isRead) => {
  const silenced = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name).mockReturnValue());
  let error: unknown = null;
  try {
    appiumsReader.parsePlist(Buffer.from(bytes));
  } catch (caught) {
    error = caught;
  }
  for (const spy of silenced) spy.mockRestore();
  expect(error === null).toBe(isRead);
});

test('UIDeviceFamily may name iPhones among others, or be missing', () => {
  expect(parse(xml({ UIDeviceFamily: [2, 1], DTPlatformName: 'iphoneos' })).version).toBe('1.2.0');
  expect(parse(xml({ UIDeviceFamily: ['1'] })).version).toBe('1.2.0');
});

test.each([
  [
    { DTXcode: '1640', DTXcodeBuild: '16F6', DTSDKName: 'iphoneos18.5' },
    { xcode: '16.4 (16F6)', sdk: 'iphoneos18.5' },
  ],
  [{ DTXcode: '2611' }, { xcode: '26.1.1' }],
  [{ DTSDKName: 'iphoneos26.0' }, { sdk: 'iphoneos26.0' }],
  [{}, null],
])('of %j the toolchain is %j', (keys, toolchain) => {
  expect(parse(xml(keys)).toolchain).toEqual(toolchain);
});
