import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import type { FailureRule } from '#harness/domain/stopping-rule.ts';

/**
 * The run as far as it would have been measured, had the rule been asked whenever a phone reached a look or the end of a
 * pass. The launches of all phones come in the order in which they ended.
 */
export function stopAtFailure(run: Run, whyItFails: FailureRule): Run {
  const ordered = run.launches.toSorted((a, b) => endOf(a) - endOf(b));
  const next = nextOnDevice(ordered);
  for (const [index, launch] of ordered.entries()) {
    if (!isDue(launch, next.get(launch), run)) continue;
    const launches = ordered.slice(0, index + 1);
    if (whyItFails(launches) !== null) return { ...run, launches };
  }
  return run;
}

function endOf({ startedAt, timing }: Launch): number {
  return Date.parse(startedAt) + timing.totalMs;
}

function nextOnDevice(ordered: readonly Launch[]): ReadonlyMap<Launch, Launch> {
  const next = new Map<Launch, Launch>();
  const latest = new Map<string, Launch>();
  for (const launch of ordered) {
    const before = latest.get(launch.deviceId);
    if (before !== undefined) next.set(before, launch);
    latest.set(launch.deviceId, launch);
  }
  return next;
}

function isDue({ slot }: Launch, next: Launch | undefined, { suite }: Run): boolean {
  if (next === undefined || next.slot.pass !== slot.pass) return true;
  const looks = suite.passes.find(({ id }) => id === slot.pass)?.protocol.looks ?? [];
  return next.slot.block !== slot.block && looks.includes(next.slot.block);
}
