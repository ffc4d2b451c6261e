/**
 * Repairs the driver and its client for device services while Node loads them, so that node_modules stays as it is. Its
 * test fails when an upgrade changes what is repaired; then look whether the repair is still needed.
 */
import { registerHooks } from 'node:module';

type Repair = {
  /** End of the file's path. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
};

const LIBRARY = 'appium-ios-remotexpc/build/src';

/**
 * The library asks a registry on this very machine and allows it a third of a second: a machine with more processes than
 * cores misses that now and then, and the phone counts as lost. A registry that is not there refuses at once, so a long
 * limit costs nothing.
 */
const LIMITS: readonly Repair[] = [
  limit(`${LIBRARY}/lib/tunnel/constants.js`, 'TUNNEL_REGISTRY_HTTP_TIMEOUT_MS = 500;', '60_000;'),
  limit(`${LIBRARY}/lib/tunnel/constants.js`, 'TUNNEL_REGISTRY_PORT_PROBE_TIMEOUT_MS = 300;', '60_000;'),
  limit('appium-xcuitest-driver/build/lib/device/remote-xpc/facade.js', 'PORT_PROBE_TIMEOUT_MS = 3000;', '60_000;'),
  limit(
    `${LIBRARY}/lib/port-forwarding/connectors.js`,
    'connectViaTunnelImpl = async (udid, devicePort, connectTimeoutMs = 5000)',
    '60_000)',
  ),
  limit(`${LIBRARY}/lib/plist/plist-service.js`, 'receivePlist(timeout = 5000)', '60_000)'),
  limit(`${LIBRARY}/lib/plist/plist-service.js`, 'sendPlistAndReceive(data, timeout = 5000)', '60_000)'),
  limit(`${LIBRARY}/service-connection.js`, 'sendPlistRequest(requestObj, timeout = 10000)', '60_000)'),
];

/**
 * The connection that hands out an app's files goes on reading the file protocol as property lists: it collects every
 * byte of a file a second time, copies all of them at each packet, and stops the connection when it has collected too
 * many. 20 MiB took 18 s, and larger files never arrived.
 */
const FILES: Repair = {
  file: `${LIBRARY}/services/ios/house-arrest/index.js`,
  find: 'return AfcService.fromSocket(connection.getSocket());',
  replace: 'const files = connection.getSocket(); files.unpipe(); files.resume(); return AfcService.fromSocket(files);',
};

/**
 * One lock for all phones is held while WebDriverAgent starts, because some builds of it share files. One that is installed
 * already shares nothing: a phone on which it does not start would keep every other phone waiting for as long, again and again.
 */
const START: Repair = {
  file: 'appium-xcuitest-driver/build/lib/commands/wda/startup.js',
  find: 'SHARED_RESOURCES_GUARD.acquire(synchronizationKey, ',
  replace: 'SHARED_RESOURCES_GUARD.acquire(this.opts.usePreinstalledWDA ? this.opts.udid : synchronizationKey, ',
};

export const REPAIRS: readonly Repair[] = [...LIMITS, FILES, START];

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    const repairs = REPAIRS.filter(({ file }) => url.endsWith(file));
    if (repairs.length === 0 || loaded.source === undefined || loaded.source === null) return loaded;
    const source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
    return { ...loaded, source: repairs.reduce((text, { find, replace }) => text.replace(find, replace), source) };
  },
});

/** The same text with another number at its end. */
function limit(file: string, find: string, number: string): Repair {
  return { file, find, replace: find.replace(/\d+\W$/, number) };
}
