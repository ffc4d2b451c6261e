import { readFileSync } from 'node:fs';
import type { ThermalState } from '#harness/domain/device.ts';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import { JsonFields } from '#devices/agent-node/json-fields.ts';

/** Environment variable with the path of the file in which a virtual iPhone says how it is. */
export const PHONE_STATE_VARIABLE = 'VIRTUAL_IPHONE_STATE';

/** What an iOS app asks UIDevice and ProcessInfo; here a file says it. */
export type PhoneState = {
  readonly thermal: ThermalState;
  readonly lowPowerMode: boolean;
  /** Speed beside this machine, above 0. */
  readonly speedFactor: number;
  readonly model: string;
  readonly osVersion: string;
  readonly osBuild: string;
  readonly memoryBytes: number;
  /** From here on the phone ends an app. */
  readonly memoryLimitBytes: number;
  /** What the first launch after an installation takes longer to load, in milliseconds; 0 or more. */
  readonly compileMs: number;
};

/** Its own list: the one of the domain would bring the domain's parser into the app. */
const THERMAL_STATES = ['nominal', 'fair', 'serious', 'critical'] as const satisfies readonly ThermalState[];

const NO_PHONE: PhoneState = {
  thermal: 'nominal',
  lowPowerMode: false,
  speedFactor: 1,
  model: 'unknown',
  osVersion: 'unknown',
  osBuild: 'unknown',
  memoryBytes: 4 * 2 ** 30,
  memoryLimitBytes: 4 * 2 ** 30,
  compileMs: 0,
};

/**
 * Without a file the phone is cool and as fast as its host. Throws INTERNAL for a file that is not what the phone
 * should write.
 */
export function readPhoneState(path: string | undefined): PhoneState {
  const text = path === undefined ? null : readIfPresent(path);
  if (text === null) return NO_PHONE;
  const state = new JsonFields(JSON.parse(text), 'phone state', (message) => new AgentError('INTERNAL', message));
  const speedFactor = state.number('speedFactor');
  if (speedFactor <= 0) throw new AgentError('INTERNAL', 'phone state.speedFactor must be above 0.');
  return {
    thermal: state.oneOf('thermal', THERMAL_STATES),
    lowPowerMode: state.flag('lowPowerMode'),
    speedFactor,
    model: state.text('model'),
    osVersion: state.text('osVersion'),
    osBuild: state.text('osBuild'),
    memoryBytes: state.number('memoryBytes'),
    memoryLimitBytes: state.number('memoryLimitBytes'),
    compileMs: state.number('compileMs'),
  };
}

function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
