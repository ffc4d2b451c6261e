import { shortPlans } from '#harness/compare/short-plans.ts';
import { count } from '#harness/domain/number-text.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { Meeting } from './planned-run.ts';

/** A line for each pass in which a comparison could find nothing; empty where there is none, or nothing is compared. */
export function shortPlanText(
  header: Pick<RunHeader, 'suite' | 'devices'>,
  meeting: Meeting,
  baselineRun: Run | null,
): string {
  if (meeting === 'alone') return '';
  const short = shortPlans(header, meeting === 'stored' ? baselineRun : null);
  const lines = short.map(
    ({ passId, blocks, fewest }) =>
      `Too few blocks: pass ${passId} has ${count(blocks, 'block')}; fewer than ${fewest} find no change, however large, in metrics that vary by chance.\n`,
  );
  return lines.length === 0
    ? ''
    : `${lines.join('')}  Unless something else fails, such a run ends with exit code 3.\n`;
}
