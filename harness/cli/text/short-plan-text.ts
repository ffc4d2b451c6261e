import { shortPlans } from '#harness/compare/change/short-plans.ts';
import { count, percentText } from '#harness/text/numbers.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import { shortWindows } from '#harness/energy/short-window.ts';
import type { Meeting } from '#harness/workflow/preview-run.ts';

/** A line for each pass in which a comparison could find nothing; empty where there is none, or nothing is compared. */
export function shortPlanText(
  header: Pick<RunHeader, 'suite' | 'devices'>,
  meeting: Meeting,
  baselineRun: Run | null,
): string {
  if (meeting === 'alone') return '';
  const windows = windowText(header);
  const short = shortPlans(header, meeting === 'stored' ? baselineRun : null);
  const lines = short.map(
    ({ passId, blocks, fewest }) =>
      `Too few blocks: pass ${passId} has ${count(blocks, 'block')}; fewer than ${fewest} find no change, however large, in metrics that vary by chance.\n`,
  );
  return lines.length === 0
    ? windows
    : `${lines.join('')}  Unless something else fails, such a run ends with exit code 3.\n${windows}`;
}

/** A line for each pass whose windows of energy are too short for their margin. */
function windowText({ suite }: Pick<RunHeader, 'suite'>): string {
  return shortWindows(suite)
    .map(({ passId, renewals, errorShare, margin, fewest }) => {
      const remedy = fewest === null ? 'no window is long enough' : `it takes ${fewest} renewals`;
      return (
        `Window too short: pass ${passId} reads energy over ${count(renewals, 'renewal')}, so the stated error of a launch is about ${percentText(errorShare)}.\n` +
        `  A change of its margin, ${percentText(margin)}, is too small to find beside that: ${remedy}.\n`
      );
    })
    .join('');
}
