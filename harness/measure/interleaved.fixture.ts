/** Test support: runs of both builds whose passes have looks. */
import type { Arm } from '#harness/domain/plan.ts';
import { measuredBeside, NO_REFERENCE } from '#harness/domain/reference.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { makePlan } from '#harness/plan/make-plan.ts';
import type { MeasureRequest } from './measure-run.ts';
import type { ProgressEvent } from './progress.ts';
import { build, dataset, type Lab, pass, request } from './scripted-device.fixture.ts';

export const passOf = (id: string, blocks: number, looks: readonly number[], discardFirstLaunch = false): Pass => {
  const plain = pass(blocks);
  return { ...plain, id, protocol: { ...plain.protocol, looks, discardFirstLaunch } };
};

/** A run of both builds, whose first block has the baseline first. */
export function interleaved(
  lab: Lab,
  passes: readonly Pass[],
  changes: Partial<MeasureRequest> = {},
  arms: readonly Arm[] = ['baseline', 'candidate'],
): MeasureRequest & { readonly events: readonly ProgressEvent[] } {
  const plain = request(lab, 1, changes);
  const suite = { ...plain.header.suite, passes };
  const deviceIds = lab.driver.devices().map(({ id }) => id);
  return {
    ...plain,
    header: { ...plain.header, suite, reference: arms.length === 2 ? measuredBeside(build('baseline')) : NO_REFERENCE },
    plan: makePlan({ suite, deviceIds, arms, seed: 1, chance: () => () => 0 }),
    datasets: new Map(passes.map(({ id }) => [id, dataset()])),
  };
}
