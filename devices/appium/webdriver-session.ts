import type * as Webdriver from 'webdriverio';
import { withPatience } from '#devices/patience/patience.ts';

export type WebdriverSessionOptions = {
  readonly host: string;
  readonly port: number;
  readonly capabilities: WebdriverIO.Capabilities;
  /** How long the driver may take for a session, on a quiet machine. */
  readonly startLimitMs: number;
  /** Called now and then while the device has not answered yet. */
  readonly onWaiting?: ((message: string) => void) | undefined;
  /** What is thrown instead of WebdriverIO's errors and of a limit that was reached. */
  readonly toError: (error: unknown) => Error;
};

/** A WebDriver session on one device. It is never retried and never asked for elements, sources or screenshots. */
export interface WebdriverSession {
  /** Runs a command of the driver's own, such as `mobile: installApp`. `limitMs` is that of a quiet machine. */
  execute(script: string, argument: Readonly<Record<string, unknown>>, limitMs?: number): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * A healthy device answers in milliseconds; installing an app has a limit of its own. All limits here are those of a
 * quiet machine.
 */
const COMMAND_LIMIT_MS = 60_000;
/** Ending a session on a device that is gone is not worth more. */
const CLOSE_LIMIT_MS = 15_000;
/**
 * Longer than any limit given to `execute`, also on the busiest machine: WebdriverIO's own limit holds for the whole
 * session and must never be the one that strikes.
 */
const TRANSPORT_LIMIT_MS = 24 * 3_600_000;

/** Takes a fifth of a second, which commands that need no device do not spend and a starting server hides. */
export async function loadWebdriver(): Promise<typeof Webdriver> {
  return await import('webdriverio');
}

/** Opens a session within its limit. Throws what `toError` makes of an error. */
export async function openWebdriverSession(options: WebdriverSessionOptions): Promise<WebdriverSession> {
  const { remote } = await loadWebdriver();
  const { host, port, capabilities, startLimitMs, onWaiting, toError } = options;
  const work = async (): Promise<WebdriverIO.Browser> =>
    await remote({
      hostname: host,
      port,
      logLevel: 'silent',
      // A second POST /session would open a second session, which ends the first.
      connectionRetryCount: 0,
      connectionRetryTimeout: TRANSPORT_LIMIT_MS,
      capabilities,
    });
  const browser = await openWithin(
    { asked: 'a session', limitMs: startLimitMs, onWaiting, toError },
    work,
    async (late) => await late.deleteSession(),
  );
  return {
    async execute(script, argument, limitMs = COMMAND_LIMIT_MS) {
      return await within(
        { asked: script, limitMs, toError },
        async () => await browser.executeScript(script, [argument]),
      );
    },
    async close() {
      const limit = { asked: 'the end of the session', limitMs: CLOSE_LIMIT_MS, toError };
      await within(limit, async () => await browser.deleteSession());
    },
  };
}

/** What is waited for, and how long. */
export type SessionLimit = Pick<WebdriverSessionOptions, 'onWaiting' | 'toError'> & {
  /** For people, such as `a session`. */
  readonly asked: string;
  readonly limitMs: number;
};

/**
 * Opens something within a limit. What opens after it is closed again: nobody else knows of it, and a session that stays
 * open would keep the device from the next one.
 */
export async function openWithin<T>(
  limit: SessionLimit,
  open: () => Promise<T>,
  close: (late: T) => Promise<unknown>,
): Promise<T> {
  const opening = open();
  try {
    return await within(limit, async () => await opening);
  } catch (error) {
    // What fails late has been reported as too late already.
    opening.then(close).catch(() => {});
    throw error;
  }
}

async function within<T>({ asked, limitMs, onWaiting, toError }: SessionLimit, work: () => Promise<T>): Promise<T> {
  try {
    return await withPatience(work, {
      limitMs,
      onLimit: (waited) => new Error(`The device gave no answer to ${asked} ${waited}`),
      ...(onWaiting === undefined
        ? {}
        : { onWaiting: (waited) => onWaiting(`the device has not answered to ${asked} ${waited}`) }),
    });
  } catch (error) {
    throw toError(error);
  }
}
