import type { ThermalState } from '#harness/domain/device.ts';
import { AMBIENT_C, IDLE_WATTS, JOULES_PER_CPU_SECOND, KELVIN_PER_WATT } from './power.ts';

/**
 * The heat model of a virtual phone: a chip that warms a case that warms the air, and a clock that gives way to the chip. All
 * its constants are invented. They make knees and plateaus of the size that is reported of phones, and describe none of them.
 */

/** Warming of the chip above the case per watt, once it has settled. */
const CHIP_KELVIN_PER_WATT = 4;
/** Times in which the chip and the case cover 63 % of the way to where they settle. */
const CHIP_SECONDS = 120;
const CASE_SECONDS = 900;
/** The chip's clock is lowered above the first of these and raised below the second. */
const CHIP_LIMIT_C = 40;
const CHIP_RELEASE_C = 38.5;
const CLOCK_STEP = 0.05;
const SLOWEST_CLOCK = 0.4;
/** How often the clock may change. */
const CLOCK_SECONDS = 10;
/** The case's temperature from which on the system reports each state; it reports the one before half a kelvin below. */
const STATE_FROM_C: readonly (readonly [ThermalState, number])[] = [
  ['critical', 35],
  ['serious', 31],
  ['fair', 28],
];
const STATE_HYSTERESIS_K = 0.5;
/** The model goes in steps of at most so long. */
const STEP_SECONDS = 1;

export type Heat = {
  readonly chipC: number;
  readonly caseC: number;
  /** As the system reports it: by the case, which follows the chip late, so that nominal does not show stored heat. */
  readonly thermal: ThermalState;
  /** Share of the full clock, 0.4 to 1. */
  readonly clock: number;
  /** Until the clock may change again. */
  readonly clockHoldsSeconds: number;
};

/** What the phone did for a time. */
export type HeatStep = {
  /** Seconds of the phone: on a virtual one, ticks. */
  readonly seconds: number;
  /** Cores at work on average. */
  readonly cores: number;
};

/** A phone that has been idle for hours. */
export function coolHeat(): Heat {
  const caseC = AMBIENT_C + IDLE_WATTS * KELVIN_PER_WATT;
  const chipC = caseC + IDLE_WATTS * CHIP_KELVIN_PER_WATT;
  return { chipC, caseC, thermal: 'nominal', clock: 1, clockHoldsSeconds: 0 };
}

/** The heat some time later, in steps of a second. */
export function advanceHeat(heat: Heat, { seconds, cores }: HeatStep): Heat {
  let now = heat;
  for (let left = seconds; left > 1e-9; left -= STEP_SECONDS) {
    now = oneStep(now, { seconds: Math.min(STEP_SECONDS, left), cores });
  }
  return now;
}

/** Power of cores falls faster than their clock, because the voltage is lowered with it (P = C V² f). */
function watts(cores: number, clock: number): number {
  return IDLE_WATTS + JOULES_PER_CPU_SECOND * cores * clock ** 2;
}

function oneStep(heat: Heat, { seconds, cores }: HeatStep): Heat {
  const load = watts(cores, heat.clock);
  const caseC = towards(AMBIENT_C + load * KELVIN_PER_WATT, heat.caseC, seconds / CASE_SECONDS);
  const aboveCase = towards(load * CHIP_KELVIN_PER_WATT, heat.chipC - heat.caseC, seconds / CHIP_SECONDS);
  const chipC = caseC + aboveCase;
  const holds = Math.max(0, heat.clockHoldsSeconds - seconds);
  const clock = holds > 0 ? heat.clock : nextClock(heat.clock, chipC);
  return {
    chipC,
    caseC,
    thermal: stateOf(caseC, heat.thermal),
    clock,
    clockHoldsSeconds: clock === heat.clock ? holds : CLOCK_SECONDS,
  };
}

/** A first-order system: the rest of the way shrinks by e in each time constant. */
function towards(settled: number, from: number, timeConstants: number): number {
  return settled + (from - settled) * Math.exp(-timeConstants);
}

function nextClock(clock: number, chipC: number): number {
  if (chipC > CHIP_LIMIT_C) return Math.max(SLOWEST_CLOCK, clock - CLOCK_STEP);
  return chipC < CHIP_RELEASE_C ? Math.min(1, clock + CLOCK_STEP) : clock;
}

function stateOf(caseC: number, before: ThermalState): ThermalState {
  const reached = STATE_FROM_C.find(([state, fromC]) => caseC >= fromC - (state === before ? STATE_HYSTERESIS_K : 0));
  return reached?.[0] ?? 'nominal';
}
