import { count, percentText } from '#harness/text/numbers.ts';
import type { ShortWindow } from '#harness/energy/short-window.ts';
import type { Shortness } from '#harness/workflow/run/notify-plan.ts';

/** A line for each pass in which a comparison could find nothing; empty where there is none. */
export function shortPlanText({ plans, windows }: Shortness): string {
  const lines = plans.map(
    ({ passId, blocks, fewest }) =>
      `Too few blocks: pass ${passId} has ${count(blocks, 'block')}; fewer than ${fewest} find no change, however large, in metrics that vary by chance.\n`,
  );
  return lines.length === 0
    ? windowText(windows)
    : `${lines.join('')}  Unless something else fails, such a run ends with exit code 3.\n${windowText(windows)}`;
}

/** A line for each pass whose windows of energy are too short for their margin. */
function windowText(windows: readonly ShortWindow[]): string {
  return windows
    .map(({ passId, renewals, errorShare, margin, fewest }) => {
      const remedy = fewest === null ? 'no window is long enough' : `it takes ${fewest} renewals`;
      return (
        `Window too short: pass ${passId} reads energy over ${count(renewals, 'renewal')}, so the stated error of a launch is about ${percentText(errorShare)}.\n` +
        `  A change of its margin, ${percentText(margin)}, is too small to find beside that: ${remedy}.\n`
      );
    })
    .join('');
}
