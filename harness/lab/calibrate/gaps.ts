import { MIN_LAUNCHES } from '#harness/compare/levels.ts';
import { decidingByLaunch } from '#harness/domain/deciding.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { count } from '#harness/text/numbers.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import { MIN_FOR_LAG } from './lag-one.ts';

/**
 * The fewest sessions that can speak for a phone: two cannot tell which of them is the odd one, and without a false
 * alarm they leave a phone possible that raises one in 84 of 100 runs (Clopper–Pearson). Three leave 71, which is still
 * wide, and is said beside every verdict.
 */
const MIN_SESSIONS = 3;

/** What sessions do not show yet about the metrics of a pass that can fail a gate, in sentences. */
export function gapsOf(calibrations: readonly Calibration[], pass: Pass, suite: Suite): readonly string[] {
  const deciding = decidingByLaunch(pass, suite);
  const missing = deciding.flatMap((metric) => {
    const own = calibrations.find((entry) => entry.passId === pass.id && entry.metric === metric);
    const text = own === undefined ? 'no session reported it' : missingOf(own);
    return text === '' ? [] : [{ label: METRICS[metric].label, text }];
  });
  return [...Map.groupBy(missing, ({ text }) => text)].map(([text, alike]) => {
    const labels = alike.map(({ label }) => label).join(', ');
    return `${alike.length === deciding.length ? pass.id : `${labels} (${pass.id})`}: ${text}`;
  });
}

function missingOf({ falseAlarms: { trials }, blocks }: Calibration): string {
  const more = (wanted: number): string => `${wanted} more would do`;
  const sessions = trials === 0 ? 'no session' : count(trials, 'session');
  return [
    ...(trials < MIN_SESSIONS
      ? [`judged in ${sessions} of ${MIN_LAUNCHES} blocks or more; ${more(MIN_SESSIONS - trials)}`]
      : []),
    ...(blocks < MIN_FOR_LAG ? [`${count(blocks, 'block')} in all; ${more(MIN_FOR_LAG - blocks)}`] : []),
  ].join('; ');
}
