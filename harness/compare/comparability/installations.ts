import type { ArmSummary } from '#harness/domain/comparison.ts';
import type { Warning } from '#harness/domain/warning.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import { isCounted, isMeasured } from '#harness/domain/outcome.ts';
import type { ArmLaunches, Arms } from '#harness/compare/launches/arms.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';
import { summarise } from '#harness/compare/summary.ts';

/**
 * Excludes first launches after an installation wherever others are compared. Such a launch compiles again what installing
 * threw away, so it may take many times as long, and not equally many for two builds: only launches that agree are compared.
 * They do where all of a pass on a device are first launches, and where none is. Launches without that mark stay in.
 */
export function withoutMixedInstallations(arms: Arms): Arms {
  const all = [arms.candidate, ...(arms.baseline === null ? [] : [arms.baseline]), ...arms.earlierSessions];
  const launches = all.flatMap((armLaunches) => armLaunches.launches);
  if (!launches.some((launch) => isFirst(launch) && isCounted(launch))) return arms;
  const placesOfLater = new Set(
    launches.filter((launch) => isCounted(launch) && (launch.sinceInstall ?? 0) > 0).map(placeOf),
  );
  const excluding = <T extends ArmLaunches>(armLaunches: T): T => ({
    ...armLaunches,
    launches: armLaunches.launches.map((launch) =>
      isFirst(launch) && placesOfLater.has(placeOf(launch))
        ? { ...launch, slot: { ...launch.slot, discard: true } }
        : launch,
    ),
  });
  return {
    ...arms,
    candidate: excluding(arms.candidate),
    baseline: arms.baseline === null ? null : excluding(arms.baseline),
    earlierSessions: arms.earlierSessions.map(excluding),
  };
}

/** Whether it is known to be the first launch since its build was installed. */
function isFirst({ sinceInstall }: Launch): boolean {
  return sinceInstall === 0;
}

function placeOf({ deviceId, slot }: Launch): string {
  return JSON.stringify([deviceId, slot.pass]);
}

/**
 * Where the candidates of two runs are first launches after an installation in one and not in the other, as a sentence for
 * each pass. Runs without such marks, as those of earlier versions, differ from nothing.
 */
export function installationDifferences(candidateRun: Run, baselineRun: Run): readonly string[] {
  return candidateRun.suite.passes.flatMap(({ id }) => {
    const [now, before] = [areFirst(candidateRun, id), areFirst(baselineRun, id)];
    if (now === null || before === null || now === before) return [];
    const whose = now ? ['candidate', 'baseline'] : ['baseline', 'candidate'];
    return [
      `Installations in pass ${id}: every launch of the ${whose[0]} is the first one after an installation, those of the ${whose[1]} are not.`,
    ];
  });
}

/** Whether all launches that are compared are first ones after an installation; null where that is not known. */
function areFirst({ launches }: Run, passId: string): boolean | null {
  const marked = launches.filter(
    (launch) =>
      isCounted(launch) &&
      launch.slot.pass === passId &&
      launch.slot.arm === 'candidate' &&
      launch.sinceInstall !== undefined,
  );
  return marked.length === 0 ? null : marked.every(isFirst);
}

/**
 * Warnings of launches of an arm that were excluded because they were the first ones after an installation, and, in
 * runs that do not mark them, of those that followed one.
 */
export function warnInstallations({ armLaunches, all }: LaunchGroup, where: string): readonly Warning[] {
  const own = all.filter(isMeasured);
  const excluded = own.filter((launch) => isFirst(launch) && launch.slot.discard).length;
  const unmarked = own.filter((launch) => isCounted(launch) && launch.sinceInstall === undefined);
  const installed = unmarked.filter(({ timing }) => timing.installMs > 0).length;
  const warnings: Warning[] = [];
  if (excluded > 0) {
    const message = `${excluded} of ${own.length} launches of the ${armLaunches.arm} were the first ones after an installation ${where}: they are not compared.`;
    warnings.push({ code: 'firstLaunches', message });
  }
  if (installed > 0) {
    const message = `${installed} of ${unmarked.length} launches of the ${armLaunches.arm} followed an installation ${where}; their harness did not mark them, so it is unknown whether they compiled the model again.`;
    warnings.push({ code: 'installationsUnknown', message });
  }
  return warnings;
}

/** What the preparation launches of an arm took to load the model; null where it had none. */
export function loadAfterInstall(
  { armLaunches, all }: LaunchGroup,
  place: Pick<ArmSummary, 'deviceId' | 'passId'>,
): ArmSummary | null {
  const samples = all.flatMap(({ slot, preparation }) => {
    const value = preparation?.loadMs ?? null;
    return value === null ? [] : [{ block: slot.block, index: slot.index, value }];
  });
  return summarise({ ...place, metric: 'modelLoadAfterInstall', arm: armLaunches.arm }, samples);
}
