import { randomInt } from 'node:crypto';
import { BenchError } from '#harness/domain/failure.ts';
import type { Plan } from '#harness/domain/plan.ts';
import { ORDER_VERSION, type Run, type RunHeader } from '#harness/domain/run.ts';
import type { RunStore } from '#harness/ports.ts';
import { chooseDevices, chooseSuite } from './choose.ts';
import { limitBlocks } from '#harness/plan/limit-blocks.ts';
import { loadDatasets } from './load-datasets.ts';
import type { ToInstall } from '#harness/plan/both-stay.ts';
import { planLaunches, planOf } from '#harness/plan/plan-launches.ts';
import { startRun, type StartOptions } from './prepare-run.ts';
import { withDataset, withEveryQuestion, withoutMissingScores } from '#harness/plan/with-dataset.ts';
import type { Lab, World } from '#harness/cli/world.ts';

/** How the two builds meet: blocks of both, a candidate beside stored launches, or one build alone. */
export type Meeting = 'blocks' | 'stored' | 'alone';

export type PlannedRun = {
  /** Without builds where none were named. */
  readonly header: Pick<RunHeader, 'suite' | 'devices' | 'seed'> & ToInstall;
  readonly plan: Plan;
  readonly meeting: Meeting;
  /** Whose stored launches the candidate meets; null where it meets none. */
  readonly baselineRun: Run | null;
};

export function meetingOf({ baseline, baselineRunId }: Pick<RunHeader, 'baseline' | 'baselineRunId'>): Meeting {
  if (baseline !== null) return 'blocks';
  return baselineRunId === null ? 'alone' : 'stored';
}

/** With a candidate everything that a run would refuse is refused here; without one two builds are taken for granted. */
export async function plannedRun(options: StartOptions, lab: Lab, store: RunStore, world: World): Promise<PlannedRun> {
  const seed = options.seed ?? randomInt(2 ** 31);
  if (options.candidate !== undefined) {
    const { header, baselineRun } = await startRun({ ...options, seed }, lab, store, world);
    return { header, plan: planOf(header), meeting: meetingOf(header), baselineRun };
  }
  if (options.baseline !== undefined) {
    throw new BenchError('USAGE', 'A baseline alone makes no run.', {
      remedy: 'Add --candidate with the app.ipa to judge.',
    });
  }
  const chosen = withDataset(chooseSuite(await world.suites(), options.suite), options);
  const datasets = await loadDatasets(chosen, options.datasetsDir, world);
  const suite = limitBlocks(withEveryQuestion(withoutMissingScores(chosen, datasets), datasets, options), options);
  const header = { suite, devices: chooseDevices(lab, options.device ?? []), seed, orderVersion: ORDER_VERSION };
  return { header, plan: planLaunches(header, ['baseline', 'candidate']), meeting: 'blocks', baselineRun: null };
}
