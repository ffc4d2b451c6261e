import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { aCalibration } from '#harness/lab/self-test/calibration.fixture.ts';
import { openSqliteStore } from '#harness/store/sqlite-store.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(8)] });
  const store = await openSqliteStore(join(phones.folder, '.fastvlm-bench/store.sqlite'));
  const own = { passId: 'latency' } as const;
  await store.saveCalibrations([
    aCalibration({ ...own, deviceId: 'two', metric: 'timeToFirstToken' }),
    aCalibration({ ...own, deviceId: 'one', metric: 'visionEncode', measuredAt: '2026-01-03T00:00:00.000Z' }),
    aCalibration({ ...own, deviceId: 'one', metric: 'timeToFirstToken' }),
    aCalibration({ ...own, deviceId: 'one', metric: 'interTokenP50' }),
    aCalibration({ ...own, deviceId: 'one', metric: 'endToEnd', suiteId: 'bygone' }),
  ]);
  await store.close();
});

afterAll(() => phones.close());

const listed = (out: string): readonly string[] =>
  out
    .split('\n')
    .flatMap((line) => /^(one|two) .*(?:latency|bygone) v1 +latency +(\S+)/.exec(line)?.slice(1).join(' ') ?? []);

test('rows stand by phone, then in the order of the suite, whatever was measured last or chosen', async () => {
  const ofOne = ['one Time', 'one Vision', 'one Inter-token', 'one End'];
  expect(listed((await phones.bench('calibrations')).out)).toEqual([...ofOne, 'two Time']);
  expect(listed((await phones.bench('calibrations', '--device', 'one')).out)).toEqual(ofOne);
  expect(listed((await phones.bench('calibrations', '--suite', 'latency')).out)).toEqual([
    ...ofOne.slice(0, 3),
    'two Time',
  ]);
});

test('what the columns mean stands under the table', async () => {
  const { out } = await phones.bench('calibrations');
  expect(out).toMatch(/\n\nblock, session, launch: standard deviations .*\ndoubts: .*\n$/);
});

test('a suite that is gone can be listed as long as calibrations know it', async () => {
  const { code, out } = await phones.bench('calibrations', '--suite', 'bygone');
  expect(code).toBe(0);
  expect(listed(out)).toEqual(['one End']);
});

test.each([
  [['--suite', 'nope'], /^error: There is no suite "nope"\.\n {2}Choose one of: latency\n$/],
  [['--device', 'nope'], /^error: There is no calibration of a phone "nope"\.\n {2}Choose one of: one, two\n$/],
  [['--device', 'one', '--device', 'nope'], /calibration of a phone "nope"/],
] as const)('%j is refused with those that are known', async (options, message) => {
  const { code, out, err } = await phones.bench('calibrations', ...options);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toMatch(message);
});

test('where nothing was calibrated yet it says how to', async () => {
  const fresh = commands({ suites: [suiteWith(8)] });
  const { code, out } = await fresh.bench('calibrations');
  const named = await fresh.bench('calibrations', '--device', 'one');
  fresh.close();
  expect(code).toBe(0);
  expect(out).toMatch(/^No calibrations yet\. Measure with: fastvlm-bench calibrate/);
  expect(named.code).toBe(2);
  expect(named.err).toMatch(/There is no calibration of a phone "one"\.\n {2}Measure with: fastvlm-bench calibrate/);
});
