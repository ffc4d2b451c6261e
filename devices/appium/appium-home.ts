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

/** Where Appium and its XCUITest driver lie, and which versions they are. */
export type InstalledAppium = {
  readonly mainPath: string;
  readonly version: string;
  readonly driverVersion: string;
  readonly clientVersion: string;
};

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
 * Makes a folder that Appium takes for its home. It knows one driver, the one that this package depends on: no npm
 * runs, nothing is written to node_modules, and drivers of the user's own Appium stay out.
 */
export async function createAppiumHome(tunnelRegistryPort: number | null): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), HOME_PREFIX));
  try {
    const manifest = join(home, 'node_modules', '.cache', 'appium', 'extensions.yaml');
    await mkdir(dirname(manifest), { recursive: true });
    await mkdir(join(home, 'tmp'));
    // Every JSON document is a YAML document.
    await writeFile(manifest, JSON.stringify(await manifestOfDriver()));
    if (tunnelRegistryPort !== null) {
      for (const file of strongboxFiles(home)) {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, String(tunnelRegistryPort));
      }
    }
    return home;
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

export async function installedAppium(): Promise<InstalledAppium> {
  const [server, driver, client] = await Promise.all([
    readPackage('appium'),
    readDriverPackage(),
    readPackage('webdriverio'),
  ]);
  return {
    mainPath: require.resolve('appium'),
    version: server.version,
    driverVersion: driver.version,
    clientVersion: client.version,
  };
}

/** The driver looks up the port of the tunnel registry in these files, on Linux and on macOS. */
function strongboxFiles(home: string): readonly string[] {
  const box = ['appium-xcuitest-driver-nodejs', 'strongbox', 'tunnelRegistryPort'];
  return [join(home, ...box), join(home, 'Library', 'Application Support', ...box)];
}

async function manifestOfDriver(): Promise<unknown> {
  const driver = await readDriverPackage();
  const path = dirname(packageFile('appium-xcuitest-driver'));
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
  return { drivers: { xcuitest: entry }, plugins: {}, schemaRev: MANIFEST_REVISION };
}

async function readDriverPackage(): Promise<DriverPackage> {
  return (await readPackage('appium-xcuitest-driver')) as DriverPackage;
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
