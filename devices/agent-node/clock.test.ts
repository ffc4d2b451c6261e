import { array, assert, double, nat, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { type ScaledClock, cpuClock, type CpuTimes, wallClock } from './clock.ts';

/** A clock over CPU times that the test sets. */
function clockAt(start: CpuTimes): {
  readonly clock: ScaledClock;
  readonly work: (micros: number, helpers?: number) => void;
} {
  let now = start;
  return {
    clock: cpuClock(() => now),
    work: (micros, helpers = 0) => {
      now = { thread: now.thread + micros, process: now.process + micros + helpers };
    },
  };
}

test('waiting takes no time on the phone, however long it is', () => {
  const clock = cpuClock();
  const startNs = clock.now();
  // Half a second of the wall, as when other processes have the processor.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  expect((clock.now() - startNs) / 1e6).toBeLessThan(250);
});

test('by the clock of the wall waiting counts like work', () => {
  const clock = wallClock();
  const startNs = clock.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  const lengthMs = (clock.now() - startNs) / 1e6;
  expect(lengthMs).toBeGreaterThan(45);
});

test('work is seen to the microsecond, not to the tick of the kernel', () => {
  const clock = cpuClock();
  const steps = Array.from({ length: 2_000 }, () => clock.now());
  const lengths = steps.slice(1).map((ns, index) => ns - (steps[index] ?? 0));
  // A count that only ticks stands still for thousands of readings and then jumps.
  expect(lengths.filter((ns) => ns > 0).length).toBeGreaterThan(1_000);
});

test('a phone of half the speed takes twice as long, from the moment at which it becomes slow', () => {
  const { clock, work } = clockAt({ thread: 10_000, process: 12_000 });
  expect(clock.now()).toBe(10_000_000);
  work(1_000, 500);
  clock.setSpeed(0.5);
  expect([clock.now(), clock.cpuTimeMs()]).toEqual([11_000_000, 13.5]);
  work(1_000, 500);
  expect([clock.now(), clock.cpuTimeMs()]).toEqual([13_000_000, 16.5]);
});

test('the clock reads whole nanoseconds and never goes back, however the speed changes', () => {
  const steps = array(record({ micros: nat(1_000), speed: double({ min: 0.01, max: 10, noNaN: true }) }));
  assert(
    property(steps, (changes) => {
      const { clock, work } = clockAt({ thread: 0, process: 0 });
      let before = clock.now();
      for (const { micros, speed } of changes) {
        work(micros);
        for (const nowNs of [clock.now(), (clock.setSpeed(speed), clock.now())]) {
          expect(Number.isSafeInteger(nowNs)).toBe(true);
          expect(nowNs).toBeGreaterThanOrEqual(before);
          before = nowNs;
        }
      }
    }),
  );
});
