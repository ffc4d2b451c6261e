import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire, findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';

const require = createRequire(import.meta.url);

/** How the private homes are called; the preload of the server deletes nothing that is called otherwise. */
export const HOME_PREFIX = 'fastvlm-appium-';

/** The revision of Appium's manifest that `extensions.yaml` is written in. */
const MANIFEST_REVISION = 4;

/** A driver of Appium: one of the packages that this one depends on, and what its server needs. */
export type AppiumDriver = {
  /** What Appium calls it. */
  readonly name: string;
  readonly packageName: string;
  /** Paths of modules that the server's process loads before Appium. */
  readonly preload: readonly string[];
  /** Files that the driver looks for: their contents, by paths below the server's home. */
  readonly homeFiles: Readonly<Record<string, string>>;
  /** Whether the driver takes the server's home for the user's. */
  readonly hidesUserHome: boolean;
};

/** Where Appium lies, and which version it is. */
export type InstalledAppium = { readonly mainPath: string; readonly version: string };

type DriverPackage = {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies: { readonly appium: string };
  readonly appium: {
    readonly automationName: string;
    readonly platformNames: readonly string[];
    readonly mainClass: string;
  };
};

/**
 * Makes a folder that Appium takes for its home. It knows one driver: no npm runs, nothing is written to node_modules,
 * and drivers of the user's own Appium stay out.
 */
export async function createAppiumHome(driver: AppiumDriver): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), HOME_PREFIX));
  try {
    const manifest = join(home, 'node_modules', '.cache', 'appium', 'extensions.yaml');
    await mkdir(dirname(manifest), { recursive: true });
    await mkdir(join(home, 'tmp'));
    // Every JSON document is a YAML document.
    await writeFile(manifest, JSON.stringify(await manifestOf(driver)));
    for (const [path, content] of Object.entries(driver.homeFiles)) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), content);
    }
    return home;
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

export async function installedAppium(): Promise<InstalledAppium> {
  return { mainPath: require.resolve('appium'), version: await packageVersion('appium') };
}

/** Throws APPIUM_FAILED when the package is not installed. */
export async function packageVersion(name: string): Promise<string> {
  return (await readPackage(name)).version;
}

async function manifestOf({ name, packageName }: AppiumDriver): Promise<unknown> {
  const driver = (await readPackage(packageName)) as DriverPackage;
  const path = dirname(packageFile(packageName));
  const entry = {
    automationName: driver.appium.automationName,
    platformNames: driver.appium.platformNames,
    mainClass: driver.appium.mainClass,
    pkgName: driver.name,
    version: driver.version,
    // Without it Appium asks the npm registry for updates.
    appiumVersion: driver.peerDependencies.appium,
    installType: 'local',
    installSpec: path,
    installPath: path,
  };
  return { drivers: { [name]: entry }, plugins: {}, schemaRev: MANIFEST_REVISION };
}

async function readPackage(name: string): Promise<{ readonly version: string }> {
  return JSON.parse(await readFile(packageFile(name), 'utf8')) as { readonly version: string };
}

/** Not every package lets its package.json be imported. */
function packageFile(name: string): string {
  const path = findPackageJSON(name, import.meta.url);
  if (path !== undefined) return path;
  throw new BenchError('APPIUM_FAILED', `The package ${name} is not installed.`, { remedy: 'Run `npm ci`.' });
}
