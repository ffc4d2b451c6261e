import { expect, test } from 'vitest';
import { describeHostLoad, type HostLoad, slowdown } from './host-load.ts';
import { Patience, withPatience } from './patience.ts';

const GIB = 2 ** 30;
const hostWith = (loadAverage: number, cores = 2): HostLoad => ({
  loadAverage,
  cores,
  freeMemoryBytes: 3.1 * GIB,
  memoryBytes: 24 * GIB,
});

test('work takes as many times longer as there are processes for each core, and never less than its time', () => {
  expect(slowdown(hostWith(20))).toBe(10);
  expect(slowdown(hostWith(20, 16))).toBe(1.25);
  expect(slowdown(hostWith(0.3))).toBe(1);
  expect(slowdown(hostWith(0))).toBe(1);
});

test('the load of a machine far larger than the container does not make a limit endless', () => {
  expect(slowdown(hostWith(5_000, 1))).toBe(30);
});

test('a limit is reached later on a busy machine, by the load while it was waited for', () => {
  let [nowMs, load] = [0, 1];
  const patience = new Patience({ nowMs: () => nowMs, load: () => hostWith(load) });
  nowMs = 10_000;
  expect(patience.spentMs()).toBe(10_000);
  load = 20;
  nowMs = 20_000;
  expect(patience.spentMs()).toBe(11_000);
  load = 2;
  nowMs = 21_000;
  expect(patience.spentMs()).toBe(12_000);
});

test('a limit that is reached says how long it waited and what the machine was doing', async () => {
  let nowMs = 0;
  const patience = new Patience({ nowMs: () => nowMs, load: () => hostWith(21.32) });
  nowMs = 94_200;
  const described = 'within 94 s (2 cores, load average 21.3, 3.1 of 24.0 GiB of memory free)';
  expect(patience.describe()).toBe(described);
  expect(describeHostLoad(hostWith(0, 1))).toMatch(/^1 core, load average 0\.0/);
  const forever = withPatience(() => new Promise<never>(() => {}), {
    limitMs: 1,
    onLimit: (waited) => new Error(`no answer ${waited}`),
  });
  await expect(forever).rejects.toThrow(/^no answer within \d+ s \(\d+ cores?, load average /);
});

test('work that ends in time gives its own result or its own error', async () => {
  const wait = { limitMs: 600_000, onLimit: () => new Error('limit') };
  await expect(withPatience(async () => 7, wait)).resolves.toBe(7);
  await expect(withPatience(async () => Promise.reject(new Error('own')), wait)).rejects.toThrow('own');
});
