import { FAULT_ALPHA } from '#harness/compare/levels.ts';
import { count, percentText, whole } from '#harness/text/numbers.ts';
import type { Plan } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';
import { foundFaultRate } from '#harness/lab/forecast/fault-sensitivity.ts';
import type { ComparisonDesign } from '#harness/workflow/run/notify-plan.ts';

/** Which rate of crashes a run finds, if no look ends it; empty where there is no baseline. */
export function faultText(plan: Plan, design: ComparisonDesign, baselineRun: Run | null, power: number): string {
  if (design === 'alone') return '';
  const slots = plan.devices.flatMap((device) => device.slots);
  const own = slots.filter(({ arm }) => arm === 'candidate').length;
  const before = design === 'stored' ? (baselineRun?.launches.length ?? 0) : slots.length - own;
  const rate = foundFaultRate(own, before, FAULT_ALPHA, power);
  const launches = `${count(own, 'launch', 'launches')} of the candidate and ${whole(before)} of the baseline`;
  return rate === null
    ? `Crashes: ${launches} are too few to find any crash rate.\n`
    : `Crashes: if no look ends a pass, ${launches} find a crash rate of ${percentText(rate)} beside none in ${whole(100 * power)} of 100 runs.\n`;
}
