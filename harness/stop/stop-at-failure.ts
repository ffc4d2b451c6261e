import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import type { FailureRule } from '#harness/domain/stopping-rule.ts';
import { unmeasuredBlocks } from '#harness/domain/whole-blocks.ts';
import { isProductFault } from '#harness/domain/outcome.ts';

const MS_PER_MINUTE = 60_000;

/**
 * The run as far as it would have been measured under the rule; the run itself where the rule never ends it. The rule is
 * asked whenever a phone reaches a look or the end of a pass, and whenever an app fails. Phones measure side by side, each
 * its launches in order and without pauses: simulated launches have no start times of their own.
 */
export function stopAtFailure(run: Run, whyItFails: FailureRule): Run {
  const queues = run.devices.map(({ id }) => queueOf(run.launches.filter(({ deviceId }) => deviceId === id)));
  const ordered = queues.flat().toSorted((a, b) => a.endMs - b.endMs);
  const launches: Launch[] = [];
  for (const { launch, next } of ordered) {
    launches.push(launch);
    if (!isDue(launch, next, run)) continue;
    const reason = whyItFails(launches);
    if (reason !== null) return ended(run, launches, reason);
  }
  return run;
}

type Queued = { readonly launch: Launch; readonly next: Launch | undefined; readonly endMs: number };

/** The launches of one device with the time that the device has spent by the end of each. */
function queueOf(launches: readonly Launch[]): readonly Queued[] {
  const own = launches.toSorted((a, b) => a.slot.index - b.slot.index || a.attempt - b.attempt);
  let endMs = 0;
  return own.map((launch, index) => {
    endMs += launch.timing.totalMs;
    return { launch, next: own[index + 1], endMs };
  });
}

function isDue(launch: Launch, next: Launch | undefined, { suite }: Run): boolean {
  const { slot } = launch;
  if (next === undefined || next.slot.pass !== slot.pass) return true;
  if (isProductFault(launch)) return true;
  const looks = suite.passes.find(({ id }) => id === slot.pass)?.protocol.looks ?? [];
  return next.slot.block !== slot.block && looks.includes(next.slot.block);
}

/** As a measurement that ends there leaves it. */
function ended(run: Run, launches: readonly Launch[], reason: string): Run {
  const left = run.launches.filter((launch) => !launches.includes(launch));
  const ms = left.reduce((sum, { timing }) => sum + timing.totalMs, 0);
  return {
    ...run,
    launches,
    skipped: unmeasuredBlocks({ ...run, launches }),
    stoppedEarly: {
      at: launches.at(-1)?.startedAt ?? run.startedAt,
      reason,
      launchesLeft: left.length,
      minutesSaved: ms / MS_PER_MINUTE,
    },
  };
}
