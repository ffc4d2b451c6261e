import { expect, test } from 'vitest';
import type { Suite } from '#harness/domain/suite.ts';
import { pass } from '#harness/measure/scripted-device.fixture.ts';
import { type BlockOptions, limitBlocks } from './limit-blocks.ts';

/** Blocks and looks that are left of two passes: one of 24 blocks that is looked at three times, one of four blocks. */
function left(options: BlockOptions): unknown {
  const [long, short] = [pass(24), pass(4)];
  const passes = [{ ...long, protocol: { ...long.protocol, looks: [6, 12, 18] } }, short];
  const suite: Suite = { id: 's', version: 1, title: '', margins: [], passes };
  return limitBlocks(suite, options).passes.map(({ protocol }) => [protocol.blocks, protocol.looks]);
}

test('without a choice a suite is measured as it says', () => {
  expect(left({ earlyStop: true })).toEqual([
    [24, [6, 12, 18]],
    [4, []],
  ]);
});

test('a limit of blocks shortens longer passes only, and leaves no look at their end', () => {
  expect(left({ blocks: 12 })).toEqual([
    [12, [6]],
    [4, []],
  ]);
});

test('who wants every block gets no look', () => {
  expect(left({ earlyStop: false })).toEqual([
    [24, []],
    [4, []],
  ]);
});
