import type { Launch } from '#harness/domain/launch.ts';
import { type SupplyState, SUPPLY_STATES } from '#harness/domain/power.ts';
import type { Run } from '#harness/domain/run.ts';
import { isCounted } from '#harness/domain/outcome.ts';
import { suppliesText } from '#harness/text/supplies.ts';

/**
 * What powered the candidates of two runs, where it was not the same, as a sentence for each pass. An adapter changes heat,
 * and charging more so. Launches that do not report it, as those of earlier versions, differ from nothing.
 */
export function supplyDifferences(candidateRun: Run, baselineRun: Run): readonly string[] {
  return candidateRun.suite.passes.flatMap(({ id }) => {
    const [now, before] = [suppliesOf(candidateRun, id), suppliesOf(baselineRun, id)];
    if (now.length === 0 || before.length === 0 || isEqual(now, before)) return [];
    return [
      `Power supply of pass ${id}: the candidate was measured ${suppliesText(now)}, the baseline ${suppliesText(before)}.`,
    ];
  });
}

function suppliesOf({ launches }: Run, passId: string): readonly SupplyState[] {
  const own = launches.filter((launch) => isCandidates(launch.slot, passId) && isCounted(launch));
  const seen = new Set(own.map(({ before }) => before?.supply ?? null));
  return SUPPLY_STATES.filter((supply) => seen.has(supply));
}

function isCandidates({ pass, arm }: Launch['slot'], passId: string): boolean {
  return pass === passId && arm === 'candidate';
}

function isEqual(some: readonly SupplyState[], others: readonly SupplyState[]): boolean {
  return some.length === others.length && some.every((supply) => others.includes(supply));
}
