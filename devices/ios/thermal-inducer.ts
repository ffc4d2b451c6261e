import { setTimeout as sleep } from 'node:timers/promises';
import type { ThermalForcing } from '#devices/agent/app-host.ts';
import { Patience } from '#devices/patience/patience.ts';
import { FORCED_THERMALS, type ForcedThermal, THERMAL_STATES } from '#harness/domain/device.ts';
import { phoneFault } from './faults/faults.ts';
import type { PhoneSession } from './phone-session.ts';
import { type Condition, readConditions, readThermalState } from './telemetry-schema.ts';

/** As Apple's developer services call the condition and its profiles. */
const THERMAL = 'ThermalCondition';
const PROFILES: Readonly<Record<ForcedThermal, string>> = {
  fair: 'ThermalFair',
  serious: 'ThermalSerious',
  critical: 'ThermalCritical',
};

/** How long a phone may take, on a quiet machine, to report the state that it was told to pretend. */
export const DEFAULT_FORCING_LIMIT_MS = 10_000;
const LOOK_MS = 200;

/**
 * The condition inducer of a phone: what Xcode calls device conditions. Its state holds until it is switched off, or until the
 * connection that switched it on ends; with the session that connection ends too.
 */
export class ThermalInducer implements ThermalForcing {
  readonly #phone: PhoneSession;
  readonly #limitMs: number;

  constructor(phone: PhoneSession, limitMs: number) {
    this.#phone = phone;
    this.#limitMs = limitMs;
  }

  async states(): Promise<readonly ForcedThermal[]> {
    return offered(await this.#conditions());
  }

  async force(state: ForcedThermal, signal: AbortSignal): Promise<void> {
    const conditions = await this.#conditions();
    const active = conditions.find(({ isActive }) => isActive === true);
    if (active !== undefined) {
      const profile = active.activeProfile ?? '';
      throw phoneFault('CONDITION_ACTIVE', `The condition ${profile || active.identifier} is on already`);
    }
    if (!offered(conditions).includes(state)) {
      throw phoneFault('THERMAL_NOT_FORCED', `The phone does not offer the thermal state ${state} any more`);
    }
    await this.#phone.run('enableConditionInducer', { conditionID: THERMAL, profileID: PROFILES[state] });
    await this.#untilReported(state, signal);
  }

  async release(): Promise<void> {
    await this.#phone.run('disableConditionInducer');
  }

  async #conditions(): Promise<readonly Condition[]> {
    return readConditions(await this.#phone.run('listConditionInducers'));
  }

  /** The driver does not say whether the phone refused. */
  async #untilReported(state: ForcedThermal, signal: AbortSignal): Promise<void> {
    const patience = new Patience();
    for (;;) {
      const reported = readThermalState(await this.#phone.run('deviceInfo'));
      if (reported === THERMAL_STATES.indexOf(state)) return;
      if (patience.spentMs() > this.#limitMs) {
        const what = THERMAL_STATES[reported ?? -1] ?? 'no thermal state';
        throw phoneFault('THERMAL_NOT_FORCED', `The phone was told to pretend ${state} and reports ${what}`);
      }
      await sleep(LOOK_MS, undefined, { signal });
    }
  }
}

function offered(conditions: readonly Condition[]): readonly ForcedThermal[] {
  const profiles = new Set(
    conditions.filter(({ identifier }) => identifier === THERMAL).flatMap((condition) => condition.profiles),
  );
  return FORCED_THERMALS.filter((state) => profiles.has(PROFILES[state]));
}
