import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The package.json of the client for device services that the driver carries among its own dependencies. */
export function deviceLibrary(): string {
  const driver = findPackageJSON('appium-xcuitest-driver', import.meta.url) ?? '';
  return findPackageJSON('appium-ios-remotexpc', pathToFileURL(driver)) ?? '';
}

/**
 * Loads one service of that client, `path` below its compiled `services/ios`: all of them take several times as long. For
 * programs of their own: it finds the tunnel registry through the environment of its process, which must be the one that the
 * server runs in.
 */
export async function loadDeviceService<Service>(path: string): Promise<Service> {
  const library = deviceLibrary();
  const { main } = JSON.parse(await readFile(library, 'utf8')) as { readonly main: string };
  return (await import(pathToFileURL(join(dirname(library), dirname(main), 'services/ios', path)).href)) as Service;
}
