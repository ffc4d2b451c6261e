import { completed } from '#harness/domain/count-slots.ts';
import type { BenchError } from '#harness/domain/failure.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { StoppedEarly } from '#harness/domain/measured-part.ts';
import type { Plan } from '#harness/domain/plan.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { StoppingRule } from '#harness/domain/stopping-rule.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { unmeasuredBlocks } from '#harness/domain/whole-blocks.ts';
import { measurableSlots } from '#harness/plan/plan-launches.ts';
import type { QueueEnd } from './device-queue.ts';
import { leftOut } from './left-out.ts';

export type MeasureResult = {
  readonly run: Run;
  /** Devices that could not be measured to the end, and why. */
  readonly lost: readonly { readonly deviceId: string; readonly error: BenchError }[];
};

/** What has come to its end. */
export type Measured = {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly isSettled: StoppingRule;
  /** Of the devices that the plan names, in its order. */
  readonly ends: readonly QueueEnd[];
  readonly launches: readonly Launch[];
  readonly passes: ReadonlyMap<string, Pass>;
  /** Set where the gate is certain to fail; null where the plan was measured to its end. */
  readonly stopped: Pick<StoppedEarly, 'at' | 'reason'> | null;
};

type EndedRun = Omit<Run, 'completeness' | 'isComplete'>;

/** The run that ends now. */
export function measuredRun(measured: Measured, endedAt: Date): MeasureResult {
  const { header, ends, launches, stopped } = measured;
  const found = new Map(ends.map(({ device }) => [device.id, device]));
  const lost = ends.flatMap(({ device, lost: error }) => (error === null ? [] : [{ deviceId: device.id, error }]));
  const run: EndedRun = {
    ...header,
    devices: header.devices.map((device) => found.get(device.id) ?? device),
    endedAt: endedAt.toISOString(),
    launches,
    skipped: ends.flatMap(({ skipped }) => skipped),
    ...(lost.length === 0 ? {} : { lost: lost.map(({ deviceId, error }) => ({ deviceId, message: error.message })) }),
  };
  return { run: completed(stopped === null ? run : endedEarly(run, stopped, measured)), lost };
}

/** Skips all that a run did not measure because its gate is certain to fail. */
function endedEarly(
  run: EndedRun,
  stopped: NonNullable<Measured['stopped']>,
  { plan, passes, isSettled }: Measured,
): EndedRun {
  const { suite, devices, launches, skipped: settled = [], lost = [] } = run;
  const plans = plan.devices
    .filter(({ deviceId }) => !lost.some((one) => one.deviceId === deviceId))
    .map((own) => ({ ...own, slots: measurableSlots(own, suite, devices) }));
  const left = leftOut({ plans, devices, passes, launches, settled, isSettled });
  const stoppedEarly: StoppedEarly = { ...stopped, ...left };
  // What was sure only with the last launch has ended nothing.
  const ended = left.launchesLeft === 0 ? {} : { stoppedEarly };
  return { ...run, skipped: unmeasuredBlocks(run), ...ended };
}
