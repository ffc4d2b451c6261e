import type { PowerReading } from '#harness/domain/power.ts';
import { type Balance, balanceOf } from './balance.ts';
import { type Breach, breachBetween } from './breach.ts';
import { type EnergySource, isRenewed } from './renewal.ts';

/** What one renewal of the source showed. */
export type SeenRenewal = {
  /** Since the first reading. */
  readonly atMs: number;
  /** Since the renewal before; null for the first, before which the source had been renewed at a time nobody saw. */
  readonly intervalMs: number | null;
  /** Ticks of the load counter since the renewal before, and the mean load over them; null where it has no such counter. */
  readonly ticks: number | null;
  readonly meanWatts: number | null;
  readonly reading: PowerReading;
  readonly balance: Balance | null;
  readonly breach: Breach | null;
};

export type CheckOptions = {
  /** What the devices file says. */
  readonly refreshMs: number;
  readonly tickMs: number;
  /** `mean`: readings have to balance on average only. */
  readonly balance?: 'mean' | undefined;
  /** The longest time between two readings. */
  readonly lookMs: number;
};

/** The renewals of the source among readings, in the order of time. */
export function renewalsOf(
  source: EnergySource,
  readings: readonly PowerReading[],
  { tickMs, lookMs, balance }: CheckOptions,
): readonly SeenRenewal[] {
  const found: SeenRenewal[] = [];
  const startMs = readings[0]?.readMs ?? 0;
  for (const [index, reading] of readings.entries()) {
    const before = readings[index - 1];
    if (before === undefined || !isRenewed(source, before, reading)) continue;
    const last = found.at(-1);
    const atMs = (before.readMs + reading.readMs) / 2 - startMs;
    // What the first renewal counted began before the first reading.
    const since = last?.reading ?? null;
    const slackMs = 2 * Math.max(lookMs, reading.readMs - before.readMs);
    found.push({
      atMs,
      intervalMs: last === undefined ? null : atMs - last.atMs,
      ...countedSince(since, reading),
      reading,
      balance: balanceOf(reading),
      breach: since === null ? null : breachBetween(since, reading, { tickMs, slackMs, balance }),
    });
  }
  return found;
}

function countedSince(
  before: PowerReading | null,
  after: PowerReading,
): { readonly ticks: number | null; readonly meanWatts: number | null } {
  const nothing = { ticks: null, meanWatts: null };
  if (before === null || before.loadTicks === null || after.loadTicks === null) return nothing;
  if (before.accumulatedLoadMilliwatts === null || after.accumulatedLoadMilliwatts === null) return nothing;
  const ticks = after.loadTicks - before.loadTicks;
  const sum = after.accumulatedLoadMilliwatts - before.accumulatedLoadMilliwatts;
  return { ticks, meanWatts: ticks > 0 ? sum / ticks / 1000 : null };
}
