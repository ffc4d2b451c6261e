import type { Launch } from './launch.ts';
import type { Arm } from './plan.ts';
import type { SkippedBlocks } from './measured-part.ts';
import type { Run } from './run.ts';
import type { Pass } from './suite.ts';
import { isMeasured } from './outcome.ts';

/** What is left of each pass on each device, as blocks that a run which ends here leaves out. */
export function unmeasuredBlocks(
  run: Pick<Run, 'suite' | 'devices' | 'reference' | 'launches'>,
): readonly SkippedBlocks[] {
  return run.devices.flatMap(({ id: deviceId }) => {
    const own = run.launches.filter((launch) => launch.deviceId === deviceId);
    return run.suite.passes.flatMap((pass) => {
      const fromBlock = wholeBlocks(pass, armsOf(run), own);
      return fromBlock < pass.protocol.blocks ? [{ deviceId, passId: pass.id, fromBlock }] : [];
    });
  });
}

/**
 * Blocks from the first on in which every arm is done.
 *
 * @param launches of one device
 */
export function wholeBlocks(
  { id, protocol }: Pick<Pass, 'id' | 'protocol'>,
  arms: readonly Arm[],
  launches: readonly Launch[],
): number {
  const last = Math.max(-1, ...launches.map(({ slot }) => slot.index));
  const own = launches.filter(({ slot }) => slot.pass === id && !slot.discard);
  const isDone = (block: number, arm: Arm): boolean => {
    const end = own.findLast(({ slot }) => slot.block === block && slot.arm === arm);
    // A launch that failed may be tried again, until the device has gone to a later slot.
    return end !== undefined && (isMeasured(end) || end.slot.index < last);
  };
  const blocks = Array.from({ length: protocol.blocks }, (_, block) => block);
  const open = blocks.find((block) => !arms.every((arm) => isDone(block, arm)));
  return open ?? protocol.blocks;
}

export function armsOf({ reference }: Pick<Run, 'reference'>): readonly Arm[] {
  return reference.kind === 'remeasured' ? ['baseline', 'candidate'] : ['candidate'];
}
