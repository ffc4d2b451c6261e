import { globSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorTexts } from './error-texts.ts';

/** The error texts of one installed package. */
export type PackageTexts = { readonly name: string; readonly version: string; readonly texts: readonly string[] };

/**
 * Parts that no command of the harness gets to: what Appium does before it serves, elements and web pages, recordings,
 * simulators, Apple TVs, building WebDriverAgent and the developer disk image. A text that comes from there after all is
 * the lab's like every text that is not known.
 */
const NOT_REACHED: Readonly<Record<string, RegExp>> = {
  webdriver: /^build\/index\.js$/,
  appium: /\/(?:cli|schema|bootstrap|extension)\/|(?:bidi-commands|package-changed|package-json|logsink)\.js$/,
  '@appium/support': /\/(?:image-util|mjpeg|npm|process|plist|net|system)\.js$/,
  'appium-xcuitest-driver':
    /\/web-execution\/|\/css\/|\/commands\/(?!helpers\/|wda\/)(?!app-management|battery|condition|device-info|execute|file-movement|general|proxy-helper)|\/(?:mjpeg|image|xcode)\.js$|\/device\/(?:log\/|simulator|certificate|xctest|network-monitor|system-monitor)/,
  'appium-ios-remotexpc':
    /\/apple-tv\/|\/tss\/|\/discovery\/|\/services\/ios\/(?:accessibility-audit|display|configuration|companion-proxy|springboard-service|hid-indigo|device-control|misagent|mobile-config|mobile-image-mounter|testmanagerd|syslog-service)\/|\/instruments\/(?!process-control|application-listing|condition-inducer|device-info|base)/,
  'appium-ios-device': /\/(?:imagemounter|webinspector|mcinstall|uuid)\/|\/xctest\.js$/,
};

/** Everything between WebdriverIO and the phone that makes errors, each with the package that depends on it. */
const PACKAGES: readonly (readonly [string, string | null])[] = [
  ['webdriver', null],
  ['appium', null],
  ['@appium/base-driver', 'appium'],
  ['@appium/support', 'appium-xcuitest-driver'],
  ['appium-xcuitest-driver', null],
  ['@appium/strongbox', 'appium-xcuitest-driver'],
  ['appium-webdriveragent', 'appium-xcuitest-driver'],
  ['appium-ios-remotexpc', 'appium-xcuitest-driver'],
  ['appium-ios-device', 'appium-xcuitest-driver'],
  ['node-devicectl', 'appium-xcuitest-driver'],
  ['asyncbox', 'appium-xcuitest-driver'],
  ['teen_process', 'appium-xcuitest-driver'],
];

/** Reads the installed packages. Throws when one of them is missing or has no compiled sources where they are looked for. */
export function readInstalledTexts(): readonly PackageTexts[] {
  return PACKAGES.map(([name, owner]) => {
    const manifest = packageFile(name, owner === null ? import.meta.url : packageFile(owner, import.meta.url));
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
    const folder = dirname(manifest);
    const found = globSync('{build,dist}/**/*.{js,mjs,cjs}', { cwd: folder }).map((path) => path.replaceAll('\\', '/'));
    const paths = found.filter((path) => NOT_REACHED[name]?.test(path) !== true).toSorted();
    if (paths.length === 0) throw new Error(`${name} has no compiled sources in ${folder}`);
    const files = paths.map((path) => ({ path, source: readFileSync(join(folder, path), 'utf8') }));
    return { name, version, texts: errorTexts(files) };
  });
}

function packageFile(name: string, from: string): string {
  const base = from.startsWith('file:') ? from : pathToFileURL(from).href;
  const path = findPackageJSON(name, base);
  if (path === undefined) throw new Error(`the package ${name} is not installed`);
  return path;
}
