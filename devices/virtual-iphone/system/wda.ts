import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { THERMAL_STATES } from '#harness/domain/device.ts';
import { LaunchError, type OperatingSystem } from './operating-system.ts';
import { HOME_SCREEN } from './process-table.ts';
import { isPropertyList, type PropertyList } from '#devices/bundle/property-list.ts';
import { dictionaryAt, textAt, textsAt } from '#devices/virtual-iphone/wire/property-list.ts';

/** An answer of WebDriverAgent that is an error in WebDriver's words. */
class WdaError extends Error {
  readonly status: number;
  readonly error: string;
  constructor(status: number, error: string, message: string) {
    super(message);
    this.status = status;
    this.error = error;
  }
}

type Route = (body: PropertyList) => unknown;

const LOOPBACK = '127.0.0.1';
const SYSTEM_APPS = 'com.apple.';
const WDA_VERSION = '16.12.9';

/** The HTTP server inside WebDriverAgent: sessions, apps, device and battery; no user interface. */
export class WdaServer {
  readonly #system: OperatingSystem;
  readonly #server: Server;
  readonly #routes: Readonly<Record<string, Route>>;
  readonly #settings: Record<string, unknown> = {};
  #sessionId: string | null = null;

  constructor(system: OperatingSystem) {
    this.#system = system;
    this.#routes = this.#table();
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // An idle connection that ends just when a command arrives would look like a WebDriverAgent that died.
    this.#server.keepAliveTimeout = 0;
    this.#server.on('connection', (socket) => socket.setNoDelay(true));
  }

  /** Rejects when the port is taken. */
  async listen(port: number): Promise<void> {
    this.#server.listen(port, LOOPBACK);
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #table(): Readonly<Record<string, Route>> {
    const { spec, processes, conditions, battery } = this.#system;
    return {
      'GET /status': () => this.#status(),
      'POST /session': (body) => this.#startSession(body),
      'GET /': () => ({ sessionId: this.#sessionId, capabilities: { device: 'iphone' } }),
      'DELETE /': () => {
        this.#sessionId = null;
        return null;
      },
      'POST /wda/apps/launch': (body) => this.#launch(body),
      'POST /wda/apps/activate': (body) => this.#activate(this.#knownApp(body)),
      'POST /wda/apps/terminate': (body) => processes.terminate(this.#knownApp(body)),
      'POST /wda/apps/state': (body) => processes.stateOf(this.#knownApp(body)),
      'GET /wda/activeAppInfo': () => this.#activeApp(),
      'POST /wda/homescreen': () => this.#activate(HOME_SCREEN),
      'GET /wda/batteryInfo': () => battery.summary(),
      'GET /wda/device/info': () => ({
        currentLocale: 'en_US',
        timeZone: 'UTC',
        name: spec.label,
        model: 'iPhone',
        uuid: spec.udid,
        userInterfaceIdiom: 0,
        userInterfaceStyle: 'light',
        isSimulator: false,
        thermalState: THERMAL_STATES.indexOf(conditions.thermal),
      }),
      'GET /wda/screen': () => ({
        statusBarSize: { width: 402, height: 54 },
        scale: 3,
        screenSize: { width: 402, height: 874 },
      }),
      'GET /window/rect': () => ({ x: 0, y: 0, width: 402, height: 874 }),
      'GET /wda/locked': () => false,
      'GET /appium/settings': () => this.#settings,
      'POST /appium/settings': (body) => Object.assign(this.#settings, dictionaryAt(body, 'settings')),
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [status, value] = await this.#answer(request);
    const body = JSON.stringify({ value: value ?? null, sessionId: this.#sessionId });
    response.writeHead(status, {
      'content-type': 'application/json;charset=UTF-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  }

  async #answer(request: IncomingMessage): Promise<readonly [status: number, value: unknown]> {
    try {
      const body = await readBody(request);
      const route = this.#route(request.method ?? 'GET', new URL(request.url ?? '/', 'http://phone').pathname);
      return [200, await route(body)];
    } catch (error) {
      const failure = asWdaError(error);
      return [failure.status, { error: failure.error, message: failure.message, traceback: '' }];
    }
  }

  #route(method: string, pathname: string): Route {
    const [, sessionId, rest] = /^\/session\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
    if (sessionId !== undefined && sessionId !== this.#sessionId) {
      throw new WdaError(404, 'invalid session id', 'Session does not exist');
    }
    const key = `${method} ${sessionId === undefined ? pathname : (rest ?? '/')}`;
    const route = Object.hasOwn(this.#routes, key) ? this.#routes[key] : undefined;
    if (route === undefined) throw new WdaError(404, 'unknown command', `Unhandled endpoint: ${key}`);
    return route;
  }

  #status(): unknown {
    const { osVersion } = this.#system.spec;
    return {
      ready: true,
      message: 'WebDriverAgent is ready to accept commands',
      state: 'success',
      os: { name: 'iOS', version: osVersion, sdkVersion: osVersion, testmanagerdVersion: 65_535 },
      ios: { ip: LOOPBACK },
      build: { productBundleIdentifier: 'com.facebook.WebDriverAgentRunner', version: WDA_VERSION },
      device: 'iphone',
    };
  }

  async #startSession(body: PropertyList): Promise<unknown> {
    this.#sessionId = randomUUID().toUpperCase();
    const capabilities = dictionaryAt(dictionaryAt(body, 'capabilities'), 'alwaysMatch');
    const bundleId = textAt(capabilities, 'bundleId');
    if (bundleId !== null) await this.#launch(capabilities);
    return {
      sessionId: this.#sessionId,
      capabilities: { device: 'iphone', sdkVersion: this.#system.spec.osVersion, CFBundleIdentifier: bundleId },
    };
  }

  /** A running app only comes to the front: its arguments and environment stay what they were. */
  async #launch(body: PropertyList): Promise<null> {
    const bundleId = this.#knownApp(body);
    await this.#system.processes.settle(bundleId);
    if (this.#system.processes.find(bundleId) !== null || bundleId.startsWith(SYSTEM_APPS)) {
      this.#system.processes.bringToFront(bundleId);
      return null;
    }
    const environment = Object.entries(dictionaryAt(body, 'environment')).map(([name, value]) => [name, String(value)]);
    this.#system.launch(bundleId, textsAt(body, 'arguments') ?? [], Object.fromEntries(environment));
    return null;
  }

  async #activate(bundleId: string): Promise<null> {
    return await this.#launch({ bundleId });
  }

  #activeApp(): unknown {
    const { processes } = this.#system;
    const app = processes.find(processes.foreground);
    return {
      pid: app?.pid ?? 1,
      bundleId: processes.foreground,
      name: app?.launch.name ?? ' ',
      processArguments: { env: app?.launch.environment ?? {}, args: app?.launch.parameters ?? [] },
    };
  }

  #knownApp(body: PropertyList): string {
    const bundleId = textAt(body, 'bundleId') ?? '';
    if (bundleId.startsWith(SYSTEM_APPS) || this.#system.installer.find(bundleId) !== null) return bundleId;
    throw new LaunchError(
      `The application with bundle identifier '${bundleId}' is not installed or its bundle could not be found`,
    );
  }
}

async function readBody(request: IncomingMessage): Promise<PropertyList> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (chunks.length === 0) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return isPropertyList(body) ? body : {};
  } catch (cause) {
    throw new WdaError(400, 'invalid argument', `The request body is no JSON: ${String(cause)}`);
  }
}

function asWdaError(error: unknown): WdaError {
  if (error instanceof WdaError) return error;
  if (error instanceof LaunchError) return new WdaError(400, 'invalid argument', error.message);
  return new WdaError(500, 'unknown error', String(error));
}
