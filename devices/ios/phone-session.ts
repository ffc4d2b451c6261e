import type * as Webdriver from 'webdriverio';
import { type AppiumFault, classifyError } from '#devices/ios/faults/faults.ts';
import { readHostLoad, slowdown } from '#devices/patience/host-load.ts';
import { withPatience } from '#devices/patience/patience.ts';

/** How the WebDriverAgent of one phone is reached. Ports must differ between phones of one machine. */
type AgentPorts = { readonly local: number; readonly remote: number; readonly mjpeg: number };

export type PhoneSessionOptions = {
  readonly host: string;
  readonly port: number;
  readonly udid: string;
  readonly platformVersion: string;
  /** Bundle identifier of the signed WebDriverAgent runner; null for the driver's default. */
  readonly wdaBundleId: string | null;
  readonly ports: AgentPorts;
  /** On a quiet machine. */
  readonly startLimitMs: number;
  /** Called now and then while the phone has not answered yet. */
  readonly onWaiting?: (message: string) => void;
};

type MobileCommand =
  | 'installApp'
  | 'launchApp'
  | 'terminateApp'
  | 'queryAppState'
  | 'isAppInstalled'
  | 'pushFile'
  | 'pullFile'
  | 'deleteFolder'
  | 'batteryInfo'
  | 'deviceInfo';

/** A command failed; `fault` says what that means. */
export class CommandError extends Error {
  readonly fault: AppiumFault;

  constructor(fault: AppiumFault, cause: unknown) {
    super(fault.message, { cause });
    this.name = 'CommandError';
    this.fault = fault;
  }
}

/** A WebDriver session on one phone. It is never retried and never asked for elements, sources or screenshots. */
export interface PhoneSession {
  /** Runs a `mobile:` command. Throws CommandError. */
  run(command: MobileCommand, argument?: Readonly<Record<string, unknown>>, limitMs?: number): Promise<unknown>;
  /** Throws CommandError. */
  close(): Promise<void>;
}

/**
 * A healthy phone answers in milliseconds; installing an app has a limit of its own. All limits here are those of a
 * quiet machine.
 */
const COMMAND_LIMIT_MS = 60_000;
/** Ending a session on a phone that is gone is not worth more. */
const CLOSE_LIMIT_MS = 15_000;
/**
 * The driver itself gives up on WebDriverAgent and says why; it was seen to take twice its limit for that, after the
 * launch. Only when it does not give up either is the wait for a session cut off here.
 */
const BACKSTOP_FACTOR = 3;
const BACKSTOP_MS = 10_000;
/**
 * Longer than any limit given to `run`, also on the busiest machine: WebdriverIO's own limit holds for the whole session
 * and must never be the one that strikes.
 */
const TRANSPORT_LIMIT_MS = 24 * 3_600_000;
/** An idle session is kept while a phone cools down or waits for its turn. */
const IDLE_LIMIT_S = 3_600;

/** Takes a fifth of a second, which commands that need no phone do not spend and a starting server hides. */
export async function loadWebdriver(): Promise<typeof Webdriver> {
  return await import('webdriverio');
}

export async function openPhoneSession(options: PhoneSessionOptions): Promise<PhoneSession> {
  const { remote } = await loadWebdriver();
  // The driver counts its own limit on the wall.
  const startLimitMs = Math.ceil(options.startLimitMs * slowdown(readHostLoad()));
  const browser = await openWithin(
    'a session',
    BACKSTOP_FACTOR * startLimitMs + BACKSTOP_MS,
    async () =>
      await remote({
        hostname: options.host,
        port: options.port,
        logLevel: 'silent',
        // A second POST /session would open a second session, which ends the first.
        connectionRetryCount: 0,
        connectionRetryTimeout: TRANSPORT_LIMIT_MS,
        capabilities: capabilities(options, startLimitMs),
      }),
    async (late) => await late.deleteSession(),
    options.onWaiting,
  );
  return {
    async run(command, argument = {}, limitMs = COMMAND_LIMIT_MS) {
      const work = async (): Promise<unknown> => await browser.executeScript(`mobile: ${command}`, [argument]);
      return await within(`mobile: ${command}`, limitMs, work);
    },
    async close() {
      await within('the end of the session', CLOSE_LIMIT_MS, async () => await browser.deleteSession());
    },
  };
}

/**
 * Opens something within a limit. What opens after it is closed again: nobody else knows of it, and a session that stays
 * open would keep the phone from the next one. Throws CommandError.
 */
export async function openWithin<T>(
  asked: string,
  limitMs: number,
  open: () => Promise<T>,
  close: (late: T) => Promise<unknown>,
  onWaiting?: (message: string) => void,
): Promise<T> {
  const opening = open();
  try {
    return await within(asked, limitMs, async () => await opening, onWaiting);
  } catch (error) {
    // What fails late has been reported as too late already.
    opening.then(close).catch(() => {});
    throw error;
  }
}

/** Neither `app` nor `bundleId`: with an app under test, WebDriverAgent watches it and fails when it ends. */
function capabilities(
  options: PhoneSessionOptions,
  startLimitMs: number,
): WebdriverIO.Capabilities & { readonly 'appium:wdaRemotePort': number } {
  return {
    platformName: 'iOS',
    'appium:automationName': 'XCUITest',
    'appium:udid': options.udid,
    'appium:platformVersion': options.platformVersion,
    'appium:usePreinstalledWDA': true,
    ...(options.wdaBundleId === null ? {} : { 'appium:updatedWDABundleId': options.wdaBundleId }),
    'appium:wdaLocalPort': options.ports.local,
    'appium:wdaRemotePort': options.ports.remote,
    'appium:mjpegServerPort': options.ports.mjpeg,
    'appium:wdaLaunchTimeout': startLimitMs,
    'appium:wdaConnectionTimeout': startLimitMs,
    'appium:newCommandTimeout': IDLE_LIMIT_S,
    // A stream of the system log would cost the phone work during a measurement.
    'appium:skipLogCapture': true,
  };
}

async function within<T>(
  asked: string,
  limitMs: number,
  work: () => Promise<T>,
  onWaiting?: (message: string) => void,
): Promise<T> {
  try {
    return await withPatience(work, {
      limitMs,
      onLimit: (waited) => new Error(`The phone gave no answer to ${asked} ${waited}`),
      ...(onWaiting === undefined
        ? {}
        : { onWaiting: (waited) => onWaiting(`the phone has not answered to ${asked} ${waited}`) }),
    });
  } catch (error) {
    throw new CommandError(classifyError(error), error);
  }
}
