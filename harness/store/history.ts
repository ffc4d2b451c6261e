import type { Kysely, Selectable } from 'kysely';
import type { History, HistoryFilter, HistoryRun, Lane, Series, SeriesPoint } from '#harness/ports/store.ts';
import { medianInterval } from '#harness/stats/intervals/median-interval.ts';
import { inChunks } from './in-chunks.ts';
import { lanesOf } from './lanes.ts';
import { unpackValues } from './packed-values.ts';
import { isOfAnswers } from './point-row.ts';
import type { Tables } from './tables.ts';

/** The points of the candidates of a suite's newest runs. No run and no value of a launch is read for that. */
export async function historyOf(database: Kysely<Tables>, filter: HistoryFilter): Promise<History> {
  const { suiteId, metric, device } = filter;
  const runs = await newestRuns(database, filter);
  const lanes = (await lanesOf(database)).filter(
    (lane) => lane.suiteId === suiteId && (metric === undefined || lane.metric === metric),
  );
  const points = Map.groupBy(await pointsOf(database, lanes, runs), (point) => point.lane_id);
  const osBuilds = await osBuildsOf(database, runs);
  const places = new Map(runs.map(({ id }, index) => [id, index]));
  const placeOf = ({ runId }: SeriesPoint): number => places.get(runId) ?? 0;
  const series = lanes.flatMap((lane) => {
    const byDevice = Map.groupBy(points.get(lane.id) ?? [], (point) => point.device_id);
    return [...byDevice]
      .filter(([deviceId]) => device === undefined || device === lane.deviceModel || device === deviceId)
      .sort(([a], [b]) => compareText(a, b))
      .map(([deviceId, own]): Series => {
        const inOrder = own
          .map(({ run_id: runId, level, launches, packed }): SeriesPoint => {
            const osBuild = osBuilds.get(keyOf(runId, deviceId)) ?? null;
            return { runId, osBuild, level, ...endsOf(lane.metric, packed), launches };
          })
          .sort((a, b) => placeOf(a) - placeOf(b));
        return { lane, deviceId, points: inOrder };
      });
  });
  return { runs, series };
}

async function newestRuns(
  database: Kysely<Tables>,
  { suiteId, branch, andRun, until, runs }: HistoryFilter,
): Promise<readonly HistoryRun[]> {
  const ofSuite = database.selectFrom('runs').where('suite_id', '=', suiteId);
  const ofBranch =
    branch === undefined
      ? ofSuite
      : ofSuite.where((is) =>
          is.or([
            branch === null ? is('source_branch', 'is', null) : is('source_branch', '=', branch),
            ...(andRun === undefined ? [] : [is('id', '=', andRun)]),
          ]),
        );
  const rows = await (until === undefined ? ofBranch : ofBranch.where('started_at', '<=', until))
    .select(['id', 'started_at', 'candidate_label', 'source_commit', 'source_branch', 'is_complete'])
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(runs)
    .execute();
  return rows.toReversed().map((row) => ({
    id: row.id,
    startedAt: row.started_at,
    candidateLabel: row.candidate_label,
    commit: row.source_commit,
    branch: row.source_branch,
    isComplete: row.is_complete === 1,
  }));
}

/** As reports state a median. */
const CONFIDENCE = 0.9;

function endsOf(metric: string, packed: Uint8Array): Pick<SeriesPoint, 'low' | 'high'> {
  if (isOfAnswers(metric)) return { low: null, high: null };
  const interval = medianInterval(
    unpackValues(packed).map(({ value }) => value),
    CONFIDENCE,
  );
  return { low: interval?.low ?? null, high: interval?.high ?? null };
}

type PointOfRun = Pick<
  Selectable<Tables['points']>,
  'lane_id' | 'run_id' | 'device_id' | 'level' | 'launches' | 'packed'
>;

/**
 * Lanes and runs are named by their ids, so that both engines look each of them up in the key: before they have counted their
 * rows they would rather read the whole table than join what these come from.
 */
async function pointsOf(
  database: Kysely<Tables>,
  lanes: readonly Lane[],
  runs: readonly HistoryRun[],
): Promise<readonly PointOfRun[]> {
  if (lanes.length === 0) return [];
  const ofLanes = database
    .selectFrom('points')
    .select(['lane_id', 'run_id', 'device_id', 'level', 'launches', 'packed'])
    .where(
      'lane_id',
      'in',
      lanes.map(({ id }) => id),
    )
    .where('arm', '=', 'candidate');
  const points: (readonly PointOfRun[])[] = [];
  await inChunks(runs, async (chunk) => {
    const ids = chunk.map(({ id }) => id);
    points.push(await ofLanes.where('run_id', 'in', ids).execute());
  });
  return points.flat();
}

/** What ran on each device in each run. */
async function osBuildsOf(database: Kysely<Tables>, runs: readonly HistoryRun[]): Promise<ReadonlyMap<string, string>> {
  const builds = new Map<string, string>();
  await inChunks(runs, async (chunk) => {
    const ids = chunk.map(({ id }) => id);
    const rows = await database
      .selectFrom('run_devices')
      .select(['run_id', 'device_id', 'os_build'])
      .where('run_id', 'in', ids)
      .execute();
    for (const row of rows) builds.set(keyOf(row.run_id, row.device_id), row.os_build);
  });
  return builds;
}

function keyOf(runId: string, deviceId: string): string {
  return JSON.stringify([runId, deviceId]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
