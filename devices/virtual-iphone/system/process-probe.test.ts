import { expect, test } from 'vitest';
import { parseProc, parsePs, readMainThread, readVitals } from './process-probe.ts';

test('CPU time is user and system time of all threads and of ended children', () => {
  const stat = '4242 (odd ) name) S 1 4242 4242 0 -1 4194560 900 0 0 0 150 25 7 3 20 0 11 0 100 0 0';
  const status = 'Name:\todd\nVmHWM:\t  300 kB\nVmRSS:\t  200 kB\n';
  expect(parseProc(stat, status)).toEqual({
    cpuMs: (150 + 25 + 7 + 3) * 10,
    residentBytes: 200 * 1024,
    peakResidentBytes: 300 * 1024,
  });
});

test.each([
  ['0:01.50', 1_500],
  ['12:34.00', 754_000],
  ['01:02:03', 3_723_000],
  ['2-01:00:00', 176_400_000],
])('ps tells %s for %d ms', (clock, cpuMs) => {
  expect(parsePs(`  77  2048 ${clock}\n`)).toEqual(
    new Map([[77, { cpuMs, residentBytes: 2 * 2 ** 20, peakResidentBytes: 2 * 2 ** 20 }]]),
  );
});

test('a process that is gone is left out', async () => {
  const vitals = await readVitals([process.pid, 2 ** 22 + 1]);
  expect([...vitals.keys()]).toEqual([process.pid]);
  expect(vitals.get(process.pid)?.cpuMs).toBeGreaterThan(0);
  expect(vitals.get(process.pid)?.residentBytes).toBeGreaterThan(2 ** 20);
});

test.runIf(process.platform === 'linux')('the main thread’s CPU time is a part of the process’s', async () => {
  const main = readMainThread(process.pid)?.cpuMs ?? -1;
  const all = (await readVitals([process.pid])).get(process.pid)?.cpuMs ?? 0;
  expect(main).toBeGreaterThan(0);
  expect(main).toBeLessThanOrEqual(all);
  expect(readMainThread(2 ** 22 + 1)).toEqual({ cpuMs: 0, isReady: false });
});

test.runIf(process.platform === 'linux')(
  'a thread that works is ready, however little of the processor it gets',
  () => {
    expect(readMainThread(process.pid)?.isReady).toBe(true);
  },
);
