import { partsOf } from '#harness/domain/environment.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import { listed } from '#harness/text/lists.ts';

/**
 * What measured the devices of both runs where it was not the same, as a sentence for each device. The app times itself, so
 * that this forbids no comparison.
 */
export function environmentDifferences(
  candidateRun: Pick<RunHeader, 'devices' | 'environments'>,
  baselineRun: Pick<RunHeader, 'environments'>,
): readonly string[] {
  return candidateRun.devices.flatMap(({ id, label }) => {
    const [now, before] = [partsOf(candidateRun.environments, id), partsOf(baselineRun.environments, id)];
    // Nothing is known of a device that the baseline was not measured on.
    if (now.length === 0 || before.length === 0) return [];
    const [added, removed] = [without(now, before), without(before, now)];
    if (added.length === 0 && removed.length === 0) return [];
    return [`${label} was measured ${withText(added)}, for the baseline ${withText(removed)}.`];
  });
}

function without(parts: readonly string[], others: readonly string[]): readonly string[] {
  return parts.filter((part) => !others.includes(part));
}

function withText(parts: readonly string[]): string {
  return parts.length === 0 ? 'with nothing else' : `with ${listed(parts)}`;
}
