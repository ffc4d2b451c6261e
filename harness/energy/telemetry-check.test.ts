import { expect, test } from 'vitest';
import type { PowerReading } from '#harness/domain/power.ts';
import { aReading } from './readings.fixture.ts';
import { checkTelemetry, type TelemetryCheck } from './telemetry-check.ts';

const OPTIONS = { refreshMs: 20_000, tickMs: 1000, lookMs: 1000 };

type Phone = {
  readonly watts?: number;
  readonly renewalS?: number;
  /** Seconds of one tick. */
  readonly tickS?: number;
  readonly seconds?: number;
  readonly changes?: (second: number) => Partial<PowerReading>;
};

/** A phone on its battery that is read each second for ten minutes. Its current changes with every reading. */
function readingsOf({ watts = 4.5, renewalS = 20, tickS = 1, seconds = 600, changes }: Phone = {}): PowerReading[] {
  const milliwatts = 1000 * watts;
  return Array.from({ length: seconds }, (_, second) => {
    const ticks = (Math.floor((second + 7) / renewalS) * renewalS) / tickS;
    return aReading({
      readMs: 1000 * second,
      millivolts: 4000,
      milliamps: -Math.round(milliwatts / 4) - (second % 3),
      loadMilliwatts: milliwatts,
      inputMilliwatts: 0,
      batteryMilliwatts: -milliwatts,
      accumulatedLoadMilliwatts: 1e6 + milliwatts * ticks,
      loadTicks: 500 + ticks,
      errors: 0,
      ...changes?.(second),
    });
  });
}

const check = (phone: Phone = {}): TelemetryCheck => checkTelemetry(readingsOf(phone), OPTIONS);
const failing = ({ findings }: TelemetryCheck): readonly string[] =>
  findings.filter(({ holds }) => holds === false).map(({ title }) => title);

test('a phone whose telemetry agrees with itself is ready, each renewal listed with its mean', () => {
  const found = check();
  expect(found).toMatchObject({ verdict: 'ready', source: 'load', supplies: ['battery'] });
  expect(found.renewals).toHaveLength(30);
  expect(failing(found)).toEqual([]);
  const [first, second] = found.renewals;
  // What the first renewal counted began at a time that nobody saw.
  expect(first).toMatchObject({ intervalMs: null, ticks: null, meanWatts: null });
  expect(second).toMatchObject({ intervalMs: 20_000, ticks: 20, meanWatts: 4.5, breach: null });
});

test('a phone that charges is ready as well: its own load is counted', () => {
  const changes = (): Partial<PowerReading> => ({
    supply: 'charging',
    milliamps: 1500,
    inputMilliwatts: 10_500,
    batteryMilliwatts: 6000,
  });
  expect(check({ changes })).toMatchObject({ verdict: 'ready', supplies: ['charging'] });
});

test('a longer interval than the devices file says is a setting to change', () => {
  const found = check({ renewalS: 60 });
  expect(found.verdict).toBe('limited');
  expect(found.findings.find(({ holds }) => holds === false)?.remedy).toBe(
    'Set "powerRefreshMs": 60000 in the devices file.',
  );
});

test('a tick of another length is a setting without which no launch has energy', () => {
  const found = check({ tickS: 2 });
  expect(found.verdict).toBe('unusable');
  expect(found.findings.map(({ remedy }) => remedy)).toContain(
    'Set "powerTickMs": 2000 in the devices file, and check again.',
  );
});

test.each<[string, (second: number) => Partial<PowerReading>, string]>([
  ['power that does not balance', () => ({ loadMilliwatts: 5200 }), 'Power supplied is power used, within 2 %'],
  ['errors', (second) => ({ errors: second > 300 ? 1 : 0 }), 'The counters advance, without errors or jumps'],
  [
    'a load that stands still',
    () => ({ accumulatedLoadMilliwatts: 7 }),
    'The counters advance, without errors or jumps',
  ],
  [
    'a cable that is moved',
    (second) => ({ supply: second > 300 ? 'held' : 'battery' }),
    'The power supply stays the same',
  ],
])('%s makes a phone unusable as it is, by name', (_, changes, title) => {
  const found = check({ changes });
  expect(found.verdict).toBe('unusable');
  expect(failing(found)).toContain(title);
  for (const { holds, remedy } of found.findings) expect(remedy === null).toBe(holds !== false);
});

test('current and voltage that give another power than the counter leave a doubt', () => {
  const found = check({ changes: () => ({ milliamps: -600 }) });
  expect(found.verdict).toBe('limited');
  expect(failing(found)).toEqual(['On battery, voltage times current is the load']);
});

const NO_COUNTER = { accumulatedLoadMilliwatts: null, loadTicks: null };

test('without a load counter energy is derived on battery, and not at all on an adapter', () => {
  const onBattery = check({ changes: () => NO_COUNTER });
  expect(onBattery).toMatchObject({ verdict: 'limited', source: 'current' });
  expect(failing(onBattery)).toContain('The phone counts its own load');
  expect(check({ changes: () => ({ ...NO_COUNTER, supply: 'held' }) })).toMatchObject({
    verdict: 'unusable',
    source: null,
  });
});

test('too few renewals say nothing, and a longer check is asked for', () => {
  const found = check({ seconds: 30 });
  expect(found.verdict).toBe('tooShort');
  expect(found.findings.map(({ remedy }) => remedy ?? '').join(' ')).toContain('--minutes');
});

test('telemetry that is not renewed although it was due is unusable', () => {
  const found = check({ renewalS: 1000, seconds: 600 });
  expect(found.verdict).toBe('unusable');
  expect(failing(found)).toContain('The telemetry is renewed as the devices file says');
});

/** A phone at work for half of each minute, whose battery power is renewed 7 s after its load. */
const apart = (second: number): Partial<PowerReading> => {
  const load = (at: number): number => (Math.floor(at / 30) % 2 === 0 ? 4500 : 900);
  return { loadMilliwatts: load(second), batteryMilliwatts: -load(second - 7) };
};

test('a phone that renews the keys of its balance at different times is named, with the setting that it needs', () => {
  const readings = readingsOf({ changes: apart });
  const found = checkTelemetry(readings, OPTIONS);
  expect(found.verdict).toBe('unusable');
  const balance = found.findings.find(({ holds }) => holds === false);
  expect(balance?.detail).toMatch(/On average they are [\d.]+ % apart; .* renewed together in 0 of \d+ changes\.$/);
  expect(balance?.remedy).toContain('Set "powerBalance": "mean" in the devices file');
  expect(checkTelemetry(readings, { ...OPTIONS, balance: 'mean' }).verdict).toBe('ready');
});

test('a phone whose means do not balance either is unusable under any setting', () => {
  const readings = readingsOf({ changes: () => ({ loadMilliwatts: 5200 }) });
  expect(checkTelemetry(readings, { ...OPTIONS, balance: 'mean' }).verdict).toBe('unusable');
  expect(failing(checkTelemetry(readings, OPTIONS))).toEqual(['Power supplied is power used, within 2 %']);
});
