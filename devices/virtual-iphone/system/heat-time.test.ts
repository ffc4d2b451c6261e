import { assert, double, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { advanceHeat, coolHeat, type Heat } from './heat.ts';
import { type AppWork, phoneTime } from './heat-time.ts';

const START: AppWork = { wallMs: 0, cpuMs: 0, main: { cpuMs: 0, isReady: true } };
/** The kernel reports CPU time in steps. */
const TICK_MS = 10;
const inTicks = (ms: number): number => Math.floor(ms / TICK_MS) * TICK_MS;

/** The heat of a phone whose app has worked for so long on three threads, of which each got this share of a processor. */
function heatAfter(workedMs: number, share: number, lookMs: number): Heat {
  let heat = coolHeat();
  let from = START;
  for (let wallMs = lookMs; inTicks((wallMs - lookMs) * share) < workedMs; wallMs += lookMs) {
    const mainMs = Math.min(workedMs, inTicks(wallMs * share));
    const now = { wallMs, cpuMs: 3 * mainMs, main: { cpuMs: mainMs, isReady: true } };
    const step = phoneTime(from, now);
    from = step === null ? { ...from, wallMs } : now;
    if (step !== null) heat = advanceHeat(heat, { seconds: step.elapsedMs / TICK_MS, cores: step.cores });
  }
  return heat;
}

test('an app warms the phone by what it does, however little of the host’s processor it gets', () => {
  const quiet = heatAfter(3_000, 1, 10);
  expect(quiet.thermal).not.toBe('nominal');
  assert(
    property(double({ min: 0.005, max: 1, noNaN: true }), integer({ min: 20, max: 2_000 }), (share, lookMs) => {
      const busy = heatAfter(3_000, share, lookMs);
      expect(busy.thermal).toBe(quiet.thermal);
      expect(busy.caseC).toBeCloseTo(quiet.caseC, 6);
      expect(busy.chipC).toBeCloseTo(quiet.chipC, 6);
    }),
    { numRuns: 50 },
  );
});

test('an app that waits for the processor neither warms the phone nor lets it cool, and loses no work', () => {
  const waiting = { wallMs: 400, cpuMs: 20, main: { cpuMs: 0, isReady: true } };
  expect(phoneTime(START, waiting)).toBeNull();
  const later = { wallMs: 500, cpuMs: 40, main: { cpuMs: 10, isReady: true } };
  expect(phoneTime({ ...START, wallMs: 400 }, later)).toEqual({ elapsedMs: 10, isAppTime: true, cores: 4 });
});

test('a phone whose apps are idle or ended rests by the clock of the wall', () => {
  const idle = { wallMs: 100, cpuMs: 0, main: { cpuMs: 0, isReady: false } };
  expect(phoneTime(START, idle)).toEqual({ elapsedMs: 100, isAppTime: false, cores: 0 });
});

test('where the host does not report main threads, all CPU time is the apps’ clock', () => {
  const [from, now] = [0, 100].map((ms) => ({ wallMs: ms, cpuMs: ms, main: null }));
  if (from === undefined || now === undefined) throw new Error('two looks');
  expect(phoneTime(from, now)).toEqual({ elapsedMs: 100, isAppTime: true, cores: 1 });
  expect(phoneTime(from, { ...now, cpuMs: 1 })).toEqual({ elapsedMs: 100, isAppTime: false, cores: 0.01 });
});
