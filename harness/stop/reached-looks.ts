import { phonesByModel } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { armsOf, wholeBlocks } from '#harness/domain/whole-blocks.ts';

/**
 * The part of an unfinished run that was planned to be looked at by now: of each pass on the phones of a model the blocks up to
 * the last planned look that all of them have reached. Judging the other blocks too would be one more look than the levels
 * allow for.
 */
export function atReachedLooks(run: Run): Run {
  const launches = phonesByModel(run.devices).flatMap((phones) => {
    const measured = phones.map(({ id }) => run.launches.filter(({ deviceId }) => deviceId === id));
    return run.suite.passes.flatMap((pass) => {
      const reached = Math.min(...measured.map((own) => reachedLook(pass, armsOf(run), own)));
      return measured.flat().filter(({ slot }) => slot.pass === pass.id && slot.block < reached);
    });
  });
  return { ...run, launches };
}

/** Blocks at the last planned look; all blocks of a pass are one, before the first it is 0. */
function reachedLook({ id, protocol }: Pass, arms: readonly Arm[], launches: readonly Launch[]): number {
  const measured = wholeBlocks({ id, protocol }, arms, launches);
  return Math.max(0, ...[...protocol.looks, protocol.blocks].filter((look) => look <= measured));
}
