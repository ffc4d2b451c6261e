import type { PowerReading, SupplyState } from '#harness/domain/power.ts';
import { energySource, type EnergySource } from './renewal.ts';
import { type CheckOptions, renewalsOf, type SeenRenewal } from './seen-renewals.ts';
import { FEWEST_RENEWALS, type Finding, findingsOf } from './telemetry-findings.ts';

export type TelemetryCheck = {
  /** Null where energy cannot be read from the phone. */
  readonly source: EnergySource | null;
  readonly supplies: readonly SupplyState[];
  readonly spanMs: number;
  readonly readings: number;
  readonly renewals: readonly SeenRenewal[];
  readonly findings: readonly Finding[];
  /**
   * `ready`: energy is measured. `limited`: it is read, but not by the load counter or not with the settings of the devices
   * file. `unusable`: a launch would have no energy. `tooShort`: too little was seen to say so.
   */
  readonly verdict: 'ready' | 'limited' | 'unusable' | 'tooShort';
};

/** What readings of a phone, about one each second, say of its power telemetry. */
export function checkTelemetry(readings: readonly PowerReading[], options: CheckOptions): TelemetryCheck {
  const [first] = readings;
  const source = first === undefined ? null : energySource(first);
  const renewals = source === null ? [] : renewalsOf(source, readings, options);
  const findings = findingsOf({ source, readings, renewals, options });
  const isBroken = findings.some(({ weight, holds }) => weight === 'needed' && holds === false);
  const isOpen = source !== null && renewals.length < FEWEST_RENEWALS;
  const isLimited = findings.some(({ weight, holds }) => weight === 'wanted' && holds === false);
  return {
    source,
    supplies: [...new Set(readings.flatMap(({ supply }) => supply ?? []))],
    spanMs: (readings.at(-1)?.readMs ?? 0) - (first?.readMs ?? 0),
    readings: readings.length,
    renewals,
    findings,
    verdict: isBroken ? 'unusable' : isOpen ? 'tooShort' : isLimited ? 'limited' : 'ready',
  };
}
