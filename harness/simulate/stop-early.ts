import type { Run } from '#harness/domain/run.ts';
import type { StoppingRule } from '#harness/domain/stopping-rule.ts';

/** The run as far as it would have been measured, had the rule been asked at each planned look of each pass. */
export function stopEarly(run: Run, isSettled: StoppingRule): Run {
  const launches = run.devices.flatMap((device) => {
    let own = run.launches
      .filter(({ deviceId }) => deviceId === device.id)
      .toSorted((a, b) => a.slot.index - b.slot.index);
    for (const { id, protocol } of run.suite.passes) {
      for (const look of protocol.looks) {
        const first = own.find(({ slot }) => slot.pass === id && !slot.discard && slot.block >= look);
        if (first === undefined) break;
        const before = own.filter(({ slot }) => slot.index < first.slot.index);
        if (!isSettled({ deviceId: device.id, passId: id, blocks: look }, before)) continue;
        own = own.filter(({ slot }) => slot.pass !== id || slot.discard || slot.block < look);
        break;
      }
    }
    return own;
  });
  return { ...run, launches };
}
