import { phonesByModel } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import type { StoppingRule } from '#harness/domain/stopping-rule.ts';
import type { Pass } from '#harness/domain/suite.ts';

/** The run as far as it would have been measured, had the rule been asked at each planned look of each pass. */
export function stopEarly(run: Run, isSettled: StoppingRule): Run {
  const launches = phonesByModel(run.devices).flatMap((phones) => {
    const deviceIds = phones.map(({ id }) => id);
    let own = deviceIds.flatMap((id) =>
      run.launches.filter(({ deviceId }) => deviceId === id).toSorted((a, b) => a.slot.index - b.slot.index),
    );
    for (const { id, protocol } of run.suite.passes) {
      for (const look of protocol.looks) {
        const before = deviceIds.map((deviceId) => beforeLook(own, deviceId, id, look));
        if (before.includes(null)) break;
        const seen = before.flatMap((part) => part ?? []);
        if (!isSettled({ deviceIds, passId: id, blocks: look }, seen)) continue;
        own = own.filter(({ slot }) => slot.pass !== id || slot.discard || slot.block < look);
        break;
      }
    }
    return own;
  });
  return { ...run, launches };
}

/** Null where the phone has no launch after the look. */
function beforeLook(
  launches: readonly Launch[],
  deviceId: string,
  pass: Pass['id'],
  look: number,
): readonly Launch[] | null {
  const own = launches.filter((launch) => launch.deviceId === deviceId);
  const first = own.find(({ slot }) => slot.pass === pass && !slot.discard && slot.block >= look);
  return first === undefined ? null : own.filter(({ slot }) => slot.index < first.slot.index);
}
