import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Loads the client for device services that the driver carries among its own dependencies. For programs of their own:
 * it finds the tunnel registry through the environment of its process, which must be the one that the server runs in.
 */
export async function loadDeviceServices<Services>(): Promise<Services> {
  const driver = findPackageJSON('appium-xcuitest-driver', import.meta.url) ?? '';
  const library = findPackageJSON('appium-ios-remotexpc', pathToFileURL(driver)) ?? '';
  const { main } = JSON.parse(await readFile(library, 'utf8')) as { readonly main: string };
  const loaded = (await import(pathToFileURL(join(library, '..', main)).href)) as { readonly Services: Services };
  return loaded.Services;
}
