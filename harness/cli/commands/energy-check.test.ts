import { expect, test } from 'vitest';
import { aDevice } from '#harness/compare/run.fixture.ts';
import { atTime } from '#harness/cli/power.fixture.ts';
import { commands } from '#harness/cli/world.fixture.ts';

test('a phone is read for ten minutes of its time; each renewal and each identity is printed, with a verdict', async () => {
  const phones = commands({ suites: [], power: (ms) => atTime(ms) });
  const { code, out } = await phones.bench('devices', 'energy-check', 'one');
  phones.close();
  expect(code).toBe(0);
  expect(out.match(/ 20\.00 s +20 +2\.00 W +2\.00 W +0\.00 W +-2\.00 W +holds {2}on battery\n/g)).toHaveLength(29);
  expect(out).toContain('✓ Power supplied is power used, within 2 %\n    In 30 of 30 renewals.');
  expect(out).toContain('Energy can be measured on this phone (30 renewals, on battery).\n');
  expect(out).toContain('virtual phone');
  expect(phones.seen).toMatchObject({ opened: 1, closed: 1, claimed: null });
});

test('what does not hold is named with what to do, and the exit code says so', async () => {
  const phones = commands({ suites: [], power: (ms) => atTime(ms, { errors: Math.floor(ms / 100_000) }) });
  const { code, out } = await phones.bench('devices', 'energy-check', 'one', '--minutes', '5');
  phones.close();
  expect(code).toBe(4);
  expect(out).toContain('! the phone counted errors of its power telemetry (0 before, 1 after)');
  expect(out).toMatch(
    /✕ The counters advance, without errors or jumps\n {4}Not in \d of 14 renewals; .*\n {4}→ Restart the phone/,
  );
  expect(out).toContain('Energy cannot be measured on this phone as it is');
});

test('--json prints all that was read, and nothing else', async () => {
  const phones = commands({ suites: [], power: (ms) => atTime(ms) });
  const { code, out } = await phones.bench('devices', 'energy-check', 'one', '--minutes', '2', '--json');
  phones.close();
  expect(code).toBe(0);
  const told: unknown = JSON.parse(out);
  expect(told).toMatchObject({
    schemaVersion: 1,
    device: { id: 'one', model: aDevice('one').model, provenance: 'virtual', powerTickMs: 1000 },
    check: { verdict: 'ready', source: 'load' },
  });
  expect(told).toHaveProperty('readings.length', 121);
});

test('a check that is stopped leaves nothing behind', async () => {
  const phones = commands({ suites: [], power: (ms) => atTime(ms), stopAtReading: 40 });
  const { code, err } = await phones.bench('devices', 'energy-check', 'one');
  phones.close();
  expect(code).toBe(4);
  expect(err).toContain('was stopped before its end');
  expect(phones.seen).toMatchObject({ opened: 1, closed: 1, claimed: null });
});

test('a phone that is not known, and one that is in use, are refused by name', async () => {
  const phones = commands({ suites: [], power: (ms) => atTime(ms) });
  const unknown = await phones.bench('devices', 'energy-check', 'two');
  phones.seen.claimed = 'run 7';
  const used = await phones.bench('devices', 'energy-check', 'one');
  phones.close();
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('no device "two"') });
  expect(used.err).toContain('one is in use by run 7');
  expect(phones.seen.opened).toBe(0);
});
