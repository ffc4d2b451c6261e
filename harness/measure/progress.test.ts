import { expect, test } from 'vitest';
import type { Fault, Launch } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';
import { progressOf, remainingMs } from './progress.ts';

const slot = (pass: string, index = 0): Slot => ({ index, pass, block: 0, arm: 'candidate', discard: false });
const launch = (pass: string, totalMs: number): Launch =>
  ({ slot: slot(pass), timing: { installMs: 0, appMs: 0, totalMs } }) as Launch;
const failed = (slot: Slot, kind: Fault['kind']): Launch => ({
  ...launch(slot.pass, 1000),
  slot,
  outcome: { kind: 'failed', fault: { kind, code: '', message: '' } },
});

test('nobody knows how long it takes before the first launch has ended', () => {
  expect(remainingMs([slot('latency')], [])).toBeNull();
});

test('what is left takes as long as the launches of the same pass have taken on average', () => {
  const done = [launch('latency', 1000), launch('latency', 3000), launch('energy', 9000)];
  expect(remainingMs([slot('latency'), slot('latency'), slot('energy')], done)).toBe(2000 + 2000 + 9000);
});

test('a pass without launches yet is taken to be like all the others', () => {
  expect(remainingMs([slot('memory')], [launch('latency', 1000), launch('energy', 9000)])).toBe(5000);
});

test('nothing is left at the end', () => {
  expect(remainingMs([], [launch('latency', 1000)])).toBe(0);
});

test('slots that are given up count as done, and no time is set aside for them', () => {
  const slots = [0, 1, 2, 3, 4].map((index) => slot('latency', index));
  const crashes = [0, 1, 2, 3].map((index) => failed(slot('latency', index), 'product'));
  expect(progressOf(slots, [], crashes)).toMatchObject({ done: 5, total: 5, remainingMs: 0 });
});

test('a slot that is to be tried again is not done', () => {
  const tries = [failed(slot('latency'), 'infrastructure')];
  expect(progressOf([slot('latency')], [], tries)).toMatchObject({ done: 0, total: 1, remainingMs: 1000 });
});
