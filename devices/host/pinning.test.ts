import { expect, test } from 'vitest';
import { parseCoreList, pinningOf } from './pinning.ts';

test('an app gets the last cores, one for each thread and one for Node, and at least one is left', () => {
  expect(pinningOf(1, [0, 1, 2], '/bin/taskset')).toEqual({
    command: ['/bin/taskset', '--cpu-list', '1,2'],
    text: '1, 2, by taskset',
  });
  expect(pinningOf(2, [0, 2, 4, 5], '/bin/taskset').command).toEqual(['/bin/taskset', '--cpu-list', '2,4,5']);
});

test('where it cannot be done nothing is done, and the run says so', () => {
  expect(pinningOf(1, [0, 1], null)).toEqual({ command: [], text: 'any core: this system has no taskset' });
  expect(pinningOf(1, [0, 1], '/bin/taskset')).toEqual({ command: [], text: 'any of 2: too few to keep some for one' });
});

test('the list of cores is read as Linux writes it', () => {
  expect(parseCoreList('0-2,5')).toEqual([0, 1, 2, 5]);
  expect(parseCoreList('7')).toEqual([7]);
  expect(parseCoreList('')).toEqual([]);
});
