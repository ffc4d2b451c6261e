import { holdsAmong, MIN_FOR_RANKS, MIN_LAUNCHES } from '#harness/compare/levels.ts';
import type { ArmSlots, ShortPlan } from '#harness/domain/assessment.ts';
import { countSlots } from '#harness/domain/count-slots.ts';
import { decidingByLaunch, decidingCount } from '#harness/domain/deciding.ts';
import { phonesByModel } from '#harness/domain/device.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { Pass, Protocol } from '#harness/domain/suite.ts';
import { takenLooks } from './looks.ts';

/** No pass of any suite has as many; a search that gets there has found that no number is enough. */
const MOST_BLOCKS = 1000;

/**
 * The passes in which no change of what varies could ever fail the gate, however large it is and however quiet the
 * phone: fewer blocks than a verdict needs, or so few that even the smallest p they can give does not hold among all
 * comparisons that decide.
 *
 * @param baselineRun the stored launches that the candidate is compared with; null where the baseline is measured again
 */
export function shortPlans(
  header: Pick<RunHeader, 'suite' | 'devices'>,
  baselineRun: Pick<RunHeader, 'suite'> | null,
): readonly ShortPlan[] {
  const deciding = decidingCount(header);
  return header.suite.passes.flatMap((pass) => {
    const { id: passId } = pass;
    if (decidingByLaunch(pass, header.suite).length === 0) return [];
    const stored = baselineRun?.suite.passes.find(({ id }) => id === passId)?.protocol.blocks;
    const blocks = Math.min(pass.protocol.blocks, stored ?? Number.POSITIVE_INFINITY);
    // Stored launches are never compared by ranks, nor is the mean of several phones.
    const isByRanks = baselineRun === null && phonesByModel(header.devices).every((phones) => phones.length === 1);
    const isEnough = (count: number): boolean =>
      count >= MIN_LAUNCHES && (!isByRanks || canHold({ ...pass.protocol, blocks: count }, deciding));
    if (isEnough(blocks)) return [];
    let fewest = blocks + 1;
    while (!isEnough(fewest) && fewest < MOST_BLOCKS) fewest += 1;
    return [{ passId, blocks, fewest }];
  });
}

/** What became of the slots of a run's own arms; an arm has enough launches when a verdict can rest on them. */
export function armSlots(run: Run, isCompared: boolean): readonly ArmSlots[] {
  const passes = new Map(run.suite.passes.map((pass) => [pass.id, pass]));
  return countSlots(run).map((counts): ArmSlots => {
    const pass = passes.get(counts.passId);
    const fewest = isCompared && pass !== undefined ? fewestLaunches(pass, run) : 1;
    return { ...counts, isEnough: counts.missing === 0 || counts.measured >= fewest };
  });
}

function fewestLaunches(pass: Pass, { suite }: Run): number {
  return decidingByLaunch(pass, suite).length === 0 ? 1 : MIN_LAUNCHES;
}

/**
 * Whether launches that could not differ more would hold among all that decides. Student's t has no smallest p; ranks
 * have one: of all ways to deal the launches to the arms, this one (Mann–Whitney).
 */
function canHold(protocol: Protocol, deciding: number): boolean {
  const { blocks } = protocol;
  if (blocks < MIN_FOR_RANKS) return true;
  const looks = takenLooks(protocol, blocks);
  return holdsAmong(looks.overallP(looks.blocks.length - 1, 1 / waysToDeal(blocks)), deciding);
}

/** 2n over n. */
function waysToDeal(n: number): number {
  let ways = 1;
  for (let k = 1; k <= n; k += 1) ways = (ways * (n + k)) / k;
  return ways;
}
