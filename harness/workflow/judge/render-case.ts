import type { ReportFile } from '#harness/ports/report.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';
import type { Host } from '#harness/workflow/host.ts';
import type { Recomputed } from './recompute.ts';

/**
 * The reports of what a record rests on and of nothing else, so that they can be written again on any machine: without pictures,
 * logs and calibrations that the decision did not use.
 */
export async function renderCase(
  { known, assessment, decision }: Recomputed,
  { calibrations }: VerdictRecord,
  host: Pick<Host, 'reporters'>,
): Promise<readonly ReportFile[]> {
  const { run, baselineRun } = known;
  const input = {
    run,
    baselineRun,
    assessment,
    decision,
    calibrations,
    thumbnails: new Map(),
    logs: new Set<string>(),
  };
  const reporters = await host.reporters();
  return (await Promise.all(reporters.map(async (reporter) => reporter.render(input)))).flat();
}
