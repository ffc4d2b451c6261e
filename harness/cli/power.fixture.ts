import type { PowerReading } from '#harness/domain/power.ts';
import { aReading } from '#harness/energy/readings.fixture.ts';

/** A phone on its battery at 2 W, whose telemetry is renewed each 20 s and is read at this time. */
export function atTime(ms: number, changes: Partial<PowerReading> = {}): PowerReading {
  const ticks = Math.floor(ms / 20_000) * 20;
  return aReading({
    readMs: ms,
    millivolts: 4000,
    milliamps: -500,
    loadMilliwatts: 2000,
    inputMilliwatts: 0,
    batteryMilliwatts: -2000,
    accumulatedLoadMilliwatts: 2000 * ticks,
    loadTicks: ticks,
    errors: 0,
    ...changes,
  });
}
