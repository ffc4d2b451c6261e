import { AppHostError } from '#devices/agent/app-host.ts';
import type { PhoneSession } from './phone-session.ts';

/** The driver asks the phone for it itself, without WebDriverAgent. */
const SYSTEM_APP = { bundleId: 'com.apple.Preferences' };
const PROBE_LIMIT_MS = 20_000;
/** Faults of the way to the phone, or of the phone as a whole. */
const WAY_FAULTS = new Set<string>(['TUNNEL_LOST', 'USBMUXD_MISSING', 'PHONE_NOT_FOUND', 'NOT_PAIRED']);

/**
 * Commands for WebDriverAgent go through the tunnel too: when it is lost, the driver may only say that WebDriverAgent no
 * longer answers, by whether a connection to it was open. So before that is believed, the phone is asked without it.
 */
export function blamingTheWay(phone: PhoneSession): PhoneSession {
  return {
    run: async (command, argument, limitMs) => {
      try {
        return await phone.run(command, argument, limitMs);
      } catch (error) {
        throw (isWdaLost(error) ? await faultOfTheWay(phone) : null) ?? error;
      }
    },
    close: async () => await phone.close(),
  };
}

function isWdaLost(error: unknown): boolean {
  return error instanceof AppHostError && error.fault.code === 'WDA_LOST';
}

async function faultOfTheWay(phone: PhoneSession): Promise<AppHostError | null> {
  try {
    await phone.run('isAppInstalled', SYSTEM_APP, PROBE_LIMIT_MS);
    return null;
  } catch (error) {
    return error instanceof AppHostError && WAY_FAULTS.has(error.fault.code) ? error : null;
  }
}
