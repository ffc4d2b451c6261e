import { join } from 'node:path';
import { type AppiumDriver, packageVersion } from '#devices/appium/appium-home.ts';
import { type AppiumOptions, type AppiumServer, startAppium } from '#devices/appium/server.ts';
import { siblingModule } from '#devices/appium/sibling-module.ts';

/** How a server for iPhones is started. */
export type XcuitestOptions = Omit<AppiumOptions, 'driver'> & {
  /** Where the tunnels of the phones are listed; null leaves that to the user's own set-up. */
  readonly tunnelRegistryPort: number | null;
};

const PACKAGE = 'appium-xcuitest-driver';

/** Starts Appium with the XCUITest driver. Throws PORT_TAKEN and APPIUM_FAILED, as `startAppium` does. */
export async function startXcuitest({ tunnelRegistryPort, ...options }: XcuitestOptions): Promise<AppiumServer> {
  return await startAppium({ ...options, driver: xcuitest(tunnelRegistryPort) });
}

/** Versions of the tools that measurements on iPhones rest on. */
export async function installedTools(): Promise<Readonly<Record<string, string>>> {
  const names = ['appium', PACKAGE, 'webdriverio'];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await packageVersion(name)] as const)));
}

function xcuitest(tunnelRegistryPort: number | null): AppiumDriver {
  return {
    name: 'xcuitest',
    packageName: PACKAGE,
    preload: [siblingModule('xcuitest-preload', import.meta.url)],
    homeFiles: tunnelRegistryPort === null ? {} : strongboxFiles(String(tunnelRegistryPort)),
    // A registry of the user's own is found through the user's home.
    hidesUserHome: tunnelRegistryPort !== null,
  };
}

/** The driver looks up the port of the tunnel registry in these files of the home, on Linux and on macOS. */
function strongboxFiles(port: string): Readonly<Record<string, string>> {
  const box = ['appium-xcuitest-driver-nodejs', 'strongbox', 'tunnelRegistryPort'];
  return { [join(...box)]: port, [join('Library', 'Application Support', ...box)]: port };
}
