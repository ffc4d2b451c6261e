import type { Device } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { SkippedBlocks } from '#harness/domain/measured-part.ts';
import type { Plan } from '#harness/domain/plan.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import type { StoppingRule } from '#harness/domain/stopping-rule.ts';
import { measurableSlots } from '#harness/plan/plan-launches.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { leftOut } from './left-out.ts';
import type { ProgressEvent } from './progress.ts';

type Watched = {
  readonly header: Pick<RunHeader, 'suite' | 'devices'>;
  readonly plan: Plan;
  readonly isSettled: StoppingRule;
};

/** Learns from the progress of devices what is still to be measured while a run goes on. */
export class LeftWatch {
  readonly #run: Watched;
  readonly #passes: ReadonlyMap<string, Pass>;
  readonly #settled: SkippedBlocks[] = [];
  readonly #lost = new Set<string>();
  /** As their sessions found them, where passes turned out not to apply. */
  readonly #found = new Map<string, Device>();

  constructor(run: Watched, passes: ReadonlyMap<string, Pass>) {
    this.#run = run;
    this.#passes = passes;
  }

  see(event: ProgressEvent): void {
    const { id } = event.device;
    if (event.kind === 'settled') this.#settled.push({ deviceId: id, passId: event.passId, fromBlock: event.blocks });
    if (event.kind === 'lost') this.#lost.add(id);
    if (event.kind === 'inapplicable') this.#found.set(id, event.device);
  }

  /** Whether a run that ended now would skip launches. */
  isAnyLeft(launches: readonly Launch[]): boolean {
    const { header, plan, isSettled } = this.#run;
    const devices = header.devices.map((device) => this.#found.get(device.id) ?? device);
    const plans = plan.devices
      .filter(({ deviceId }) => !this.#lost.has(deviceId))
      .map((own) => ({ ...own, slots: measurableSlots(own, header.suite, devices) }));
    const passes = this.#passes;
    return leftOut({ plans, devices, passes, launches, settled: this.#settled, isSettled }).launchesLeft > 0;
  }
}
