import { applicableMetrics } from '#harness/domain/applicable.ts';
import { decidingMetrics } from '#harness/domain/deciding.ts';
import type { Policy } from '#harness/domain/decision.ts';
import type { Device } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { suiteUnder } from '#harness/gate/suite-under.ts';
import { whyInapplicable } from '#harness/text/applicable.ts';
import { LIST_DEVICES } from '#harness/text/commands.ts';
import { anyOf, listed } from '#harness/text/lists.ts';
import { deviceName } from '#harness/text/names.ts';
import type { Caller } from '#harness/workflow/caller.ts';

/**
 * The devices on which something of a suite applies; the others are reported and left out, as their launches would show nothing.
 * Throws USAGE where none is left, with the suites that apply.
 */
export function applicableDevices(
  suite: Suite,
  devices: readonly Device[],
  suites: readonly Suite[],
  { onEvent }: Pick<Caller, 'onEvent'>,
): readonly Device[] {
  const { able = [], unable = [] } = Object.groupBy(devices, (device) => (applies(suite, device) ? 'able' : 'unable'));
  if (able.length === 0) refuseInapplicable(suite, devices, suites);
  for (const left of unable) onEvent?.({ kind: 'leftOut', left, suite });
  return able;
}

/** Throws USAGE where nothing of a suite applies on any of the devices. */
export function refuseInapplicable(suite: Suite, devices: readonly Device[], suites: readonly Suite[]): void {
  if (devices.some((device) => applies(suite, device))) return;
  const byReason = Map.groupBy(devices, (device) => whyInapplicable(device, suite));
  const why = [...byReason].map(([reason, own]) => `on ${listed(own.map(deviceName))}: ${reason}`).join('; ');
  const others = suites.filter((other) => devices.every((device) => applies(other, device))).map(({ id }) => id);
  throw new BenchError('USAGE', `Nothing of suite ${suite.id} applies ${why}.`, {
    remedy:
      others.length === 0
        ? `Choose another device with --device: ${LIST_DEVICES}`
        : `Choose another device with --device, or a suite that applies there: ${others.join(', ')}`,
  });
}

/** Throws USAGE where no metric decides that the devices can report: such a comparison could neither pass nor fail. */
export function refuseUndecidable(measured: Suite, devices: readonly Device[], policy: Policy): void {
  const suite = suiteUnder(measured, policy);
  const decides = suite.passes.some((pass) => {
    const metrics = decidingMetrics(pass, suite);
    return devices.some((device) => applicableMetrics({ ...pass, metrics }, device).length > 0);
  });
  if (decides) return;
  const where = anyOf(devices.map(deviceName));
  throw new BenchError(
    'USAGE',
    `Nothing that suite ${suite.id} measures on ${where} decides under policy ${policy.id}.`,
    {
      remedy: 'Choose another suite or --policy; a run without --baseline measures and gives no verdict.',
    },
  );
}

function applies({ passes }: Suite, device: Device): boolean {
  return passes.some((pass) => applicableMetrics(pass, device).length > 0);
}
