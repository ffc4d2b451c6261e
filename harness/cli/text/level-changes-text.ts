import type { HistoryRun } from '#harness/ports/store.ts';
import { momentText } from '#harness/text/moments.ts';
import { metricName } from '#harness/text/names.ts';
import { readable } from '#harness/text/sentences.ts';
import { levelChangeText } from '#harness/text/series.ts';
import type { KnownSeries } from '#harness/workflow/store/show-history.ts';
import { table } from './table.ts';

/** A line of the history, as its first columns name it. */
type Named = { readonly device: string; readonly series: KnownSeries };

/** What changed its level with each run, the newest run first; empty where nothing did. */
export function levelChangesText(runs: readonly HistoryRun[], all: readonly Named[], columns: number | null): string {
  const paragraphs = runs.toReversed().flatMap((run) => {
    const moved = all.flatMap(({ device, series }) => {
      const change = series.changes.find(({ index }) => series.points[index]?.runId === run.id);
      return change === undefined ? [] : [{ device, series, change }];
    });
    if (moved.length === 0) return [];
    const rows = moved.map(({ device, series: { lane, points }, change }) => {
      const [before, own] = [points[change.index - 1]?.osBuild, points[change.index]?.osBuild];
      const isNew = own !== before && own !== null && own !== undefined;
      return [
        device,
        lane.passId,
        metricName(lane.metric),
        levelChangeText(lane.metric, change),
        isNew ? `first with system build ${readable(own, 20)}` : '',
      ];
    });
    return [`${runText(run)}\n${table(['device', 'pass', 'metric', 'level', ''], rows, columns)}`];
  });
  return paragraphs.length === 0 ? '' : `Levels changed, newest first\n\n${paragraphs.join('\n')}`;
}

function runText({ id, startedAt, candidateLabel, commit, branch }: HistoryRun): string {
  return [
    `${momentText(startedAt)} UTC`,
    readable(id, 80),
    readable(candidateLabel, 60),
    ...(commit === null ? [] : [`commit ${readable(commit, 12)}`]),
    ...(branch === null ? [] : [`branch ${readable(branch, 40)}`]),
  ].join(' · ');
}
