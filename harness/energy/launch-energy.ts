import type { Energy } from '#harness/domain/measured.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import { type AlignedReading, lengthMs, readingsOf, type Stretch } from './aligned.ts';
import { meanImbalance } from './balance.ts';
import { type Breach, breachBetween, firstBreach } from './breach.ts';
import { meanPower, type MeanPower } from './mean-power.ts';
import { type EnergySource, isRenewed } from './renewal.ts';
import { statedErrorJoules } from './stated-error.ts';

/** What the telemetry gives for one launch: its energy, why there is none, or why the launch is measured again. */
export type EnergyReading =
  | { readonly kind: 'known'; readonly energy: Energy }
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'breach'; readonly breach: Breach };

export type LaunchReadings = {
  readonly source: EnergySource;
  /** The idle phone before the launch, the launch, and the idle phone after it. */
  readonly before: Stretch;
  readonly window: Stretch;
  readonly after: Stretch;
  /** How often the phone renews its telemetry, by the devices file. */
  readonly refreshMs: number;
  readonly tickMs: number;
  /** `mean`: the phone's readings balance on average, and how far they do not is part of the stated error. */
  readonly balance?: 'mean' | undefined;
};

/** The energy of a launch, from renewal to renewal, between two looks at the idle phone. */
export function launchEnergy(readings: LaunchReadings): EnergyReading {
  const { source, before, window, after, refreshMs } = readings;
  const breach = breachIn(readings);
  if (breach !== null) return { kind: 'breach', breach };
  const [idleBefore, power, idleAfter] = [before, window, after].map((stretch) => meanPower(source, stretch));
  const known = [idleBefore, power, idleAfter].filter(isKnown);
  const [first, during, last] = known;
  if (known.length < 3 || first === undefined || during === undefined || last === undefined) {
    return { kind: 'missing', reason: reasonOf([idleBefore, power, idleAfter]) };
  }
  const windowMs = lengthMs(window);
  if ([before, window, after].some((stretch) => lengthMs(stretch) <= 0))
    return { kind: 'missing', reason: 'no time passed' };
  const idle = { beforeWatts: first.watts, afterWatts: last.watts };
  const edgesAndIdle = statedErrorJoules({
    watts: during.watts,
    windowMs,
    renewalMs: renewalMs(source, window, refreshMs),
    idle: { ...idle, beforeMs: lengthMs(before), afterMs: lengthMs(after) },
  });
  const totalJoules = during.watts * (windowMs / 1000);
  const apart = readings.balance === 'mean' ? (meanImbalance(readingsIn(readings)) ?? 0) : 0;
  const { supply } = window.end.reading;
  return {
    kind: 'known',
    energy: {
      totalJoules,
      windowMs,
      idleWatts: (first.watts + last.watts) / 2,
      idle,
      errorJoules: Math.hypot(edgesAndIdle, apart * totalJoules),
      refreshes: Math.round(windowMs / refreshMs),
      confidence: during.confidence,
      ...(supply === null ? {} : { supply }),
    },
  };
}

function readingsIn({ before, window, after }: LaunchReadings): readonly PowerReading[] {
  return [before, window, after].flatMap(readingsOf);
}

function breachIn(readings: LaunchReadings): Breach | null {
  const { source, before, window, after, refreshMs, tickMs, balance } = readings;
  const stretches = [before, window, after];
  // A reading between two edges may be as old as one renewal.
  const slackMs = Math.max(...stretches.map((stretch) => renewalMs(source, stretch, refreshMs)));
  const found = firstBreach(readingsIn(readings), { tickMs, slackMs, balance });
  if (found !== null) return found;
  const edges = stretches.map((stretch) => edgeBreach(stretch, tickMs, balance));
  return edges.find((breach) => breach !== null) ?? null;
}

function edgeBreach({ start, end }: Stretch, tickMs: number, balance: LaunchReadings['balance']): Breach | null {
  const slackMs = start.uncertainMs + end.uncertainMs;
  return breachBetween(atEdge(start), atEdge(end), { tickMs, slackMs, balance });
}

function atEdge({ atMs, reading }: AlignedReading): AlignedReading['reading'] {
  return { ...reading, readMs: atMs };
}

/** The longest time that the source was seen unchanged; no shorter than the devices file says. */
function renewalMs(source: EnergySource, stretch: Stretch, refreshMs: number): number {
  let longest = refreshMs;
  let since = stretch.start.reading;
  for (const reading of readingsOf(stretch)) {
    if (isRenewed(source, since, reading)) since = reading;
    else longest = Math.max(longest, reading.readMs - since.readMs);
  }
  return longest;
}

function isKnown(power: MeanPower | undefined): power is MeanPower & { readonly kind: 'known' } {
  return power?.kind === 'known';
}

function reasonOf(powers: readonly (MeanPower | undefined)[]): string {
  const found = powers.find((power) => power?.kind === 'missing');
  return found?.kind === 'missing' ? found.reason : 'the phone reported too little';
}
