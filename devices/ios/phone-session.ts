import { openWebdriverSession } from '#devices/appium/webdriver-session.ts';
import { readHostLoad, slowdown } from '#devices/patience/host-load.ts';
import { phoneError } from './faults/faults.ts';

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
  | 'deviceInfo'
  | 'listConditionInducers'
  | 'enableConditionInducer'
  | 'disableConditionInducer';

/** The commands of the XCUITest driver on one phone. All methods throw AppHostError. */
export interface PhoneSession {
  /** Runs a `mobile:` command. `limitMs` is that of a quiet machine; absent for the one of all short commands. */
  run(command: MobileCommand, argument?: Readonly<Record<string, unknown>>, limitMs?: number): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * The driver itself gives up on WebDriverAgent and says why; it was seen to take twice its limit for that, after the
 * launch. Only when it does not give up either is the wait for a session cut off here.
 */
const BACKSTOP_FACTOR = 3;
const BACKSTOP_MS = 10_000;
/** An idle session is kept while a phone cools down or waits for its turn. */
const IDLE_LIMIT_S = 3_600;

export async function openPhoneSession(options: PhoneSessionOptions): Promise<PhoneSession> {
  // The driver counts its own limit on the wall.
  const startLimitMs = Math.ceil(options.startLimitMs * slowdown(readHostLoad()));
  const session = await openWebdriverSession({
    host: options.host,
    port: options.port,
    capabilities: capabilities(options, startLimitMs),
    startLimitMs: BACKSTOP_FACTOR * startLimitMs + BACKSTOP_MS,
    onWaiting: options.onWaiting,
    toError: phoneError,
  });
  return {
    run: async (command, argument = {}, limitMs) => await session.execute(`mobile: ${command}`, argument, limitMs),
    close: async () => await session.close(),
  };
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
