import { secondSessionCost } from '#harness/cli/second-session-cost.ts';
import { minutesText, secondsText } from '#harness/text/durations.ts';
import { listed } from '#harness/text/lists.ts';
import { deviceName, metricWord } from '#harness/text/names.ts';
import { count } from '#harness/text/numbers.ts';
import type { Notice } from '#harness/workflow/events.ts';
import type { Preview } from '#harness/workflow/run/preview-run.ts';

const MS_PER_MINUTE = 60_000;

/** Why a run goes on after its end; printed before the phones rest. */
export function secondSessionText({
  devices,
  asked,
  restMs,
  mostMs,
}: Extract<Notice, { readonly kind: 'secondSession' }>): string {
  const what = asked.map(({ passId, metrics }) => `${listed(metrics.map(metricWord))} (pass ${passId})`);
  const after = restMs === 0 ? '' : `, after a rest of ${restText(restMs)}`;
  const most = mostMs === null ? '' : `; at most about ${minutesText(mostMs / MS_PER_MINUTE)}`;
  return (
    'The first session finds a regression. The gate fails only if a second session finds it too.\n' +
    `Measuring again: ${what.join('; ')} on ${devices.map(deviceName).join(', ')}${after}${most}\n`
  );
}

/** What a policy adds to a run whose gate fails; empty where it adds nothing. */
export function plannedSecondSession(preview: Preview): string {
  const cost = secondSessionCost(preview);
  if (cost === null) return '';
  const { restMs, launches, mostMs } = cost;
  const again = count(launches, 'more launch', 'more launches');
  const most = mostMs === null ? again : `${again} and ${minutesText(mostMs / MS_PER_MINUTE)}, the rest included`;
  return `If the gate fails, a second session measures again what failed, after a rest of ${restText(restMs)}: at most ${most}.\n`;
}

function restText(ms: number): string {
  return ms < MS_PER_MINUTE ? secondsText(Math.ceil(ms / 100) * 100) : minutesText(ms / MS_PER_MINUTE);
}
