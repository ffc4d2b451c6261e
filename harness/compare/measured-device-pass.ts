import type { AskedQuestion } from '#harness/domain/dataset.ts';
import type { Device } from '#harness/domain/device.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import { type AnswerPair, pairAnswers } from '#harness/compare/answers/answers.ts';
import { type Unreadable, unreadableOf } from '#harness/compare/answers/unreadable.ts';
import type { Known } from '#harness/compare/change/known-noise.ts';
import { blocksMeasured, exclusionsUntil, type TakenLooks, takenLooks } from '#harness/compare/change/looks.ts';
import type { SessionSpread } from '#harness/compare/change/stored.ts';
import type { Arms } from '#harness/compare/launches/arms.ts';
import { isDifferentlyInvalidated } from '#harness/compare/launches/invalidation.ts';
import { type LaunchGroup, launchGroupOf } from '#harness/compare/launches/launch-group.ts';
import { type HostNoise, hostNoiseOf } from './noisy-host.ts';

/** What a pass on a device is assessed with, besides its launches. */
export type DevicePassSetting = {
  readonly suite: Suite;
  readonly arms: Arms;
  /** What a calibration of the device knows of a metric's spread between sessions; null where nothing does. */
  readonly spreadOf: (deviceId: string, passId: string, metric: MetricId) => SessionSpread | null;
  /** What calibrations knew of a metric's launches when the run began. */
  readonly knownOf: (deviceId: string, passId: string, metric: MetricId) => Known;
  /** What the run knows of a dataset's questions, by their number. */
  readonly questionsOf: (dataset: string) => ReadonlyMap<number, AskedQuestion>;
  /** The gate was certain to fail, so the rest of the plan was left out. */
  readonly isStoppedEarly: boolean;
  readonly seed: number;
};

/** What one pass on one device has measured, before a metric is asked. */
export type MeasuredDevicePass = {
  readonly device: Device;
  readonly pass: Pass;
  /** Null where the run has no baseline. */
  readonly baseline: LaunchGroup | null;
  readonly candidate: LaunchGroup;
  /** Both, the baseline first. */
  readonly groups: readonly LaunchGroup[];
  readonly looks: TakenLooks;
  /** Whether the arms lost so nearly the same number of launches that the blocks below are a fair sample of both. */
  readonly isFair: (untilBlock: number) => boolean;
  /** The same at each look. */
  readonly isFairAt: readonly boolean[];
  readonly unreadable: Unreadable;
  readonly answers: readonly AnswerPair[];
  /** Null where the device is a phone. */
  readonly noise: HostNoise | null;
};

export function measuredDevicePass(device: Device, pass: Pass, setting: DevicePassSetting): MeasuredDevicePass {
  const { arms, knownOf, questionsOf } = setting;
  const candidate = launchGroupOf(arms.candidate, device.id, pass.id);
  const baseline = arms.baseline === null ? null : launchGroupOf(arms.baseline, device.id, pass.id);
  const groups = baseline === null ? [candidate] : [baseline, candidate];
  const asked = questionsOf(pass.workload.dataset);
  const unreadable = unreadableOf(baseline, candidate, asked);
  const looks = takenLooks(pass.protocol, blocksMeasured(groups));
  const isFair = (untilBlock: number): boolean =>
    baseline === null || !isDifferentlyInvalidated(baseline, candidate, untilBlock);
  return {
    device,
    pass,
    baseline,
    candidate,
    groups,
    looks,
    isFair,
    isFairAt: looks.blocks.map((_, look) => isFair(exclusionsUntil(looks, look))),
    unreadable,
    answers: baseline === null ? [] : pairAnswers(baseline, candidate, asked, unreadable),
    noise: hostNoiseOf(device, groups, (metric) => knownOf(device.id, pass.id, metric).isDoubted === true),
  };
}
