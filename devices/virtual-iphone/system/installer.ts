import { access, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PropertyList } from '#devices/bundle/property-list.ts';
import { appIdentity, plistText } from '#devices/bundle/app-identity.ts';
import { isOlderVersion } from '#harness/domain/os-version.ts';
import { COMPILED_FILE } from '#devices/virtual-iphone/app/compile-cache.ts';
import { parsePropertyList, textAt, textsAt } from '#devices/virtual-iphone/wire/property-list.ts';

/** A package that the phone refuses, with the code that installd uses for it. */
export class InstallError extends Error {
  readonly code: string;
  constructor(code: string, description: string, options?: ErrorOptions) {
    super(description, options);
    this.code = code;
  }
}

export type InstalledApp = {
  readonly bundleId: string;
  readonly name: string;
  readonly version: string;
  readonly buildNumber: string;
  readonly executable: string;
  readonly bundleFolder: string;
  /** The app's own files; an upgrade keeps them, but for what the phone has compiled. */
  readonly container: string;
  /** What the installation proxy reports of it. */
  readonly info: PropertyList;
};

const CONTAINER_FOLDERS = ['Documents', 'Library/Caches', 'tmp'];
const REQUIRED_PLATFORM = 'iPhoneOS';

/** The apps that are installed on one phone. */
export class Installer {
  readonly #root: string;
  readonly #osVersion: string;
  readonly #apps = new Map<string, InstalledApp>();

  constructor(root: string, osVersion: string) {
    this.#root = root;
    this.#osVersion = osVersion;
  }

  find(bundleId: string): InstalledApp | null {
    return this.#apps.get(bundleId) ?? null;
  }

  list(): readonly InstalledApp[] {
    return [...this.#apps.values()];
  }

  /**
   * Checks the app in `<folder>/Payload` and, once the one before has been ended, moves it into place. Throws
   * InstallError.
   */
  async install(folder: string, endRunning: (bundleId: string) => Promise<unknown>): Promise<InstalledApp> {
    const bundle = await findBundle(path.join(folder, 'Payload'));
    const manifest = await readManifest(bundle);
    await this.#verify(bundle, manifest);
    const { bundleId, executable, version, buildNumber } = appIdentity(manifest, refusal);
    await endRunning(bundleId);
    const bundleFolder = path.join(this.#root, 'Bundle', bundleId, path.basename(bundle));
    await rm(path.dirname(bundleFolder), { recursive: true, force: true });
    await mkdir(path.dirname(bundleFolder), { recursive: true });
    await rename(bundle, bundleFolder);
    const container = path.join(this.#root, 'Data', bundleId);
    await rm(path.join(container, COMPILED_FILE), { force: true });
    for (const name of CONTAINER_FOLDERS) await mkdir(path.join(container, name), { recursive: true });
    const app: InstalledApp = {
      bundleId,
      name: executable,
      version,
      buildNumber,
      executable: path.join(bundleFolder, executable),
      bundleFolder,
      container,
      info: {
        ...manifest,
        ApplicationType: 'User',
        Path: `/private/var/containers/Bundle/Application/${bundleId}/${path.basename(bundle)}`,
        Container: `/private/var/mobile/Containers/Data/Application/${bundleId}`,
      },
    };
    this.#apps.set(bundleId, app);
    return app;
  }

  /** Removes the app with all its files; nothing happens when it is not there. */
  async uninstall(bundleId: string): Promise<void> {
    const app = this.#apps.get(bundleId);
    if (app === undefined) return;
    this.#apps.delete(bundleId);
    await rm(path.dirname(app.bundleFolder), { recursive: true, force: true });
    await rm(app.container, { recursive: true, force: true });
  }

  async #verify(bundle: string, manifest: PropertyList): Promise<void> {
    const bundleId = textAt(manifest, 'CFBundleIdentifier');
    if (bundleId === null || !/^[A-Za-z0-9.-]+$/.test(bundleId) || bundleId.startsWith('.')) {
      throw new InstallError('MissingBundleIdentifier', 'The Info.plist has no usable CFBundleIdentifier.');
    }
    if (!(textsAt(manifest, 'CFBundleSupportedPlatforms') ?? []).includes(REQUIRED_PLATFORM)) {
      throw new InstallError('DeviceFamilyNotSupported', `${bundleId} was not built for ${REQUIRED_PLATFORM}.`);
    }
    const minimum = plistText(manifest, 'MinimumOSVersion', refusal);
    if (minimum !== null && isOlderVersion(this.#osVersion, minimum)) {
      throw new InstallError(
        'DeviceOSVersionTooLow',
        `The system version is lower than the minimum OS version specified for ${bundleId}. Have ${this.#osVersion}; need ${minimum}.`,
      );
    }
    if (textAt(manifest, 'CFBundleExecutable') === null) {
      throw new InstallError('MissingBundleExecutable', `${bundleId} names no executable.`);
    }
    const { executable } = appIdentity(manifest, refusal);
    if (executable !== path.basename(executable)) {
      throw new InstallError('MissingBundleExecutable', `${bundleId} names an executable elsewhere, ${executable}.`);
    }
    try {
      await access(path.join(bundle, executable));
    } catch (cause) {
      throw new InstallError('MissingBundleExecutable', `${bundleId} has no file ${executable}.`, { cause });
    }
  }
}

function refusal(what: string): InstallError {
  return new InstallError('PackageInspectionFailed', `The app ${what}.`);
}

async function findBundle(payload: string): Promise<string> {
  const names = await readdir(payload).catch((): string[] => []);
  const bundle = names.find((name) => name.endsWith('.app'));
  if (bundle === undefined) throw new InstallError('PackageInspectionFailed', 'The package holds no Payload/*.app.');
  return path.join(payload, bundle);
}

async function readManifest(bundle: string): Promise<PropertyList> {
  const bytes = await readFile(path.join(bundle, 'Info.plist')).catch(() => null);
  const manifest = bytes === null ? null : parsePropertyList(bytes);
  if (manifest === null) {
    throw new InstallError('PackageInspectionFailed', `${path.basename(bundle)} has no readable Info.plist.`);
  }
  return manifest;
}
