import type { StoreInfo } from '#harness/ports/store.ts';
import { listed } from '#harness/text/lists.ts';
import { momentText } from '#harness/text/moments.ts';
import { ABSENT, count, whole } from '#harness/text/numbers.ts';
import { byteSize } from '#harness/text/quantities.ts';
import type { Exported } from '#harness/workflow/store/export-store.ts';
import type { Imported } from '#harness/workflow/store/import-store.ts';
import type { Pruned } from '#harness/workflow/store/prune-store.ts';
import { table } from './table.ts';

export function infoText(info: StoreInfo): string {
  const span = info.oldest === null ? '' : `, ${momentText(info.oldest)} to ${momentText(info.newest ?? info.oldest)}`;
  const perLaunch =
    info.bytes === null || info.launches === 0 ? '' : `, ${byteSize(info.bytes / info.launches)} a launch`;
  const rows = [
    ['Store', `${info.name}, version ${info.version}`],
    ['Size', info.bytes === null ? ABSENT : `${byteSize(info.bytes)}${perLaunch}`],
    ['Runs', `${whole(info.runs)}${span}`],
    ['Launches', whole(info.launches)],
    ['Values', `${whole(info.values)} in ${count(info.lanes, 'lane')}`],
    ['Verdicts', whole(info.verdicts)],
    ['Baselines', whole(info.baselines)],
    ['Calibrations', whole(info.calibrations)],
  ];
  return `${rows.map(([name, text]) => `${name?.padEnd(12)}  ${text}`).join('\n')}\n`;
}

export function prunedText(
  { runs, keptRuns, bytesBefore, bytesAfter }: Pruned,
  isRemoved: boolean,
  columns: number | null,
): string {
  if (runs.length === 0) return `Nothing to remove: all ${count(keptRuns, 'run')} are kept.\n`;
  const rows = runs.map((run) => [momentText(run.startedAt), run.id, run.suiteId, run.candidateLabel]);
  const launches = runs.reduce((sum, run) => sum + run.launches, 0);
  const size =
    !isRemoved || bytesBefore === null || bytesAfter === null
      ? ''
      : ` The store has ${byteSize(bytesAfter)} instead of ${byteSize(bytesBefore)}.`;
  const what = `${count(runs.length, 'run')} with ${count(launches, 'launch', 'launches')}`;
  return (
    table(['started', 'run', 'suite', 'build'], rows, columns) +
    (isRemoved
      ? `Removed ${what}; ${count(keptRuns, 'run is', 'runs are')} kept.${size}\n`
      : `Would remove ${what} and keep ${whole(keptRuns)}. Nothing was removed yet: add --yes to remove them.\n`)
  );
}

export function exportedText({ runs, lines }: Exported, file: string): string {
  return `Wrote ${count(runs, 'run')} (${count(lines, 'line')}) to ${file}.\n`;
}

export function importedStoreText(imported: Imported): string {
  const { added, known, differing, calibrations, verdicts, baselines, keptBaselines } = imported;
  const parts = [
    count(added, 'run'),
    count(verdicts, 'verdict'),
    count(calibrations, 'calibration'),
    count(baselines.length, 'baseline'),
  ];
  return [
    `Imported ${listed(parts)}.`,
    ...(known === 0 ? [] : [`${count(known, 'run was', 'runs were')} stored already.`]),
    ...(differing.length === 0 ? [] : [`Stored already with other content, which stays: ${listed(differing)}.`]),
    ...(keptBaselines.length === 0
      ? []
      : [`Baselines that name another run here stay as they are: ${listed(keptBaselines)}.`]),
    '',
  ].join('\n');
}
