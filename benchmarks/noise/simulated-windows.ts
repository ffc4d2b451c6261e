/** Simulated power of a phone around one launch, and what three rules read of it. */
import type { PowerReading } from '#harness/domain/power.ts';
import type { AlignedReading, Stretch } from '#harness/energy/aligned.ts';
import { launchEnergy } from '#harness/energy/launch-energy.ts';
import { aReading } from '#harness/energy/readings.fixture.ts';
import { IDLE_RENEWALS } from '#harness/energy/stated-error.ts';
import type { Random } from '#harness/ports/time.ts';

/** How often a phone renews each key, in seconds. */
export type Rhythm = { readonly counterS: number; readonly currentS: number };

const IDLE_WATTS = 0.8;
const WORK_WATTS = 3.7;
/** Of one launch's energy above idle. */
const LAUNCH_SD = 0.02;
/** What the harness believes: one renewal in 20 s. */
const REFRESH_S = 20;
const LAUNCH_DELAY_S = 2;

export type Drawn = {
  readonly rhythm: Rhythm;
  readonly windowS: number;
  readonly idleWatts: readonly number[];
  readonly workWatts: number;
  readonly counterPhase: number;
  readonly currentPhase: number;
};

type Setting = { readonly rhythm: Rhythm; readonly idleWander: number; readonly windowS: number };

/** A phone long before and after a launch. When it works is for the rule to say. */
export function drawLaunch({ rhythm, idleWander, windowS }: Setting, random: Random, normal: () => number): Drawn {
  const seconds = windowS + 12 * Math.max(rhythm.counterS, REFRESH_S) + 400;
  const step = idleWander / Math.sqrt(windowS);
  let idle = IDLE_WATTS;
  const idleWatts = Array.from({ length: seconds }, () => {
    idle = Math.max(0.2, idle + step * normal());
    return idle;
  });
  return {
    rhythm,
    windowS,
    idleWatts,
    workWatts: WORK_WATTS * Math.exp(LAUNCH_SD * normal()),
    counterPhase: Math.floor(random.next() * rhythm.counterS),
    currentPhase: Math.floor(random.next() * rhythm.currentS),
  };
}

export type WindowRule = { readonly name: string; readonly joules: (launch: Drawn) => number };

export const WINDOW_RULES: readonly WindowRule[] = [
  { name: 'any key, idle before', joules: (launch) => anyKey(launch) },
  { name: 'the counter, idle before', joules: (launch) => counterOnly(launch, false) },
  { name: 'the counter, idle before and after', joules: (launch) => counterOnly(launch, true) },
];

/** As it was: an edge is a change of any key, and the counter is as old there as it happens to be. */
function anyKey(drawn: Drawn): number {
  const edge = (fromS: number): number => Math.min(nextCounter(drawn, fromS), nextCurrent(drawn, fromS));
  const idleFrom = edge(1);
  const start = edge(idleFrom + (IDLE_RENEWALS - 0.5) * REFRESH_S);
  const phone = working(drawn, start);
  const end = edge(phone.endS);
  const counted = (fromS: number, toS: number): number => phone.counterAt(toS) - phone.counterAt(fromS);
  const idleWatts = counted(idleFrom, start) / (start - idleFrom);
  return (counted(start, end) - idleWatts * (end - start)) / 1000;
}

/** As it is, by the functions of the harness; without `isBracketed` only what was idle before is subtracted. */
function counterOnly(drawn: Drawn, isBracketed: boolean): number {
  const idleFrom = nextCounter(drawn, 1);
  const start = nextCounter(drawn, idleFrom + (IDLE_RENEWALS - 0.5) * REFRESH_S);
  const phone = working(drawn, start);
  const end = nextCounter(drawn, phone.endS);
  const idleAgain = nextCounter(drawn, end + 1);
  const after = nextCounter(drawn, idleAgain + (IDLE_RENEWALS - 0.5) * REFRESH_S);
  const reading = launchEnergy({
    source: 'load',
    before: phone.stretch(idleFrom, start),
    window: phone.stretch(start, end),
    after: phone.stretch(idleAgain, after),
    refreshMs: REFRESH_S * 1000,
    tickMs: 1000,
  });
  if (reading.kind !== 'known') throw new Error(JSON.stringify(reading));
  const { totalJoules, windowMs, idleWatts, idle } = reading.energy;
  return totalJoules - ((isBracketed ? idleWatts : (idle?.beforeWatts ?? idleWatts)) * windowMs) / 1000;
}

type Phone = {
  readonly endS: number;
  /** Milliwatt-seconds as last renewed. */
  readonly counterAt: (second: number) => number;
  readonly stretch: (fromS: number, toS: number) => Stretch;
};

function working(drawn: Drawn, startS: number): Phone {
  const from = startS + LAUNCH_DELAY_S;
  const endS = from + drawn.windowS;
  const sums: number[] = [0];
  for (const [second, idle] of drawn.idleWatts.entries()) {
    const work = second >= from && second < endS ? drawn.workWatts : 0;
    sums.push((sums[second] ?? 0) + 1000 * (idle + work));
  }
  const renewedAt = (second: number): number => lastRenewal(second, drawn.rhythm.counterS, drawn.counterPhase);
  const counterAt = (second: number): number => sums[renewedAt(second)] ?? 0;
  const reading = (second: number): PowerReading =>
    aReading({
      readMs: second * 1000,
      accumulatedLoadMilliwatts: counterAt(second),
      loadTicks: renewedAt(second),
      errors: 0,
    });
  const aligned = (second: number): AlignedReading => ({
    atMs: second * 1000,
    uncertainMs: 500,
    reading: reading(second),
  });
  const stretch = (fromS: number, toS: number): Stretch => {
    const between: PowerReading[] = [];
    for (let second = fromS + REFRESH_S; second < toS; second += REFRESH_S) between.push(reading(second));
    return { start: aligned(fromS), between, end: aligned(toS) };
  };
  return { endS, counterAt, stretch };
}

function nextCounter({ rhythm, counterPhase }: Drawn, fromS: number): number {
  return nextRenewal(fromS, rhythm.counterS, counterPhase);
}

function nextCurrent({ rhythm, currentPhase }: Drawn, fromS: number): number {
  return nextRenewal(fromS, rhythm.currentS, currentPhase);
}

function nextRenewal(fromS: number, everyS: number, phase: number): number {
  return Math.ceil((fromS - phase) / everyS) * everyS + phase;
}

function lastRenewal(second: number, everyS: number, phase: number): number {
  return Math.max(0, Math.floor((second - phase) / everyS) * everyS + phase);
}
