import type { Kysely } from 'kysely';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';
import type { LaneValue, LaunchValue } from '#harness/ports/store.ts';
import { inChunks } from './in-chunks.ts';
import { laneIds } from './lanes.ts';
import { unpackValues } from './packed-values.ts';
import { pointRow } from './point-row.ts';
import type { Tables } from './tables.ts';

/** Keeps the values of a run's launches, a point for each launch group and metric, making lanes that are not there yet. */
export async function insertPoints(
  transaction: Kysely<Tables>,
  run: Run,
  values: readonly LaunchValue[],
): Promise<void> {
  const byGroup = Map.groupBy(values, ({ deviceId, passId, metric, arm }) =>
    JSON.stringify([deviceId, passId, metric, arm]),
  );
  const groups = [...byGroup.values()].flatMap((own) => {
    const [first] = own;
    return first === undefined ? [] : [{ first, own }];
  });
  const idOf = await laneIds(
    transaction,
    run,
    groups.map(({ first }) => first),
  );
  const rows = groups.flatMap(({ first, own }) => {
    const key = { lane_id: idOf(first), run_id: run.id, device_id: first.deviceId, arm: first.arm };
    return pointRow(key, first.metric, own) ?? [];
  });
  await inChunks(rows, async (chunk) => {
    await transaction
      .insertInto('points')
      .values([...chunk])
      .execute();
  });
}

/** Removes the points of a run. By lane, as the key begins with it. */
export async function deletePoints(transaction: Kysely<Tables>, runId: string): Promise<void> {
  await transaction
    .deleteFrom('points')
    .where('lane_id', 'in', (all) => all.selectFrom('lanes').select('id'))
    .where('run_id', '=', runId)
    .execute();
}

/** The values of lanes: by lane, run, device, arm and block. When runs began is in the list of runs. */
export async function valuesOfLanes(
  database: Kysely<Tables>,
  ofLanes: readonly number[],
): Promise<readonly LaneValue[]> {
  if (ofLanes.length === 0) return [];
  const points = await database
    .selectFrom('points')
    .select(['lane_id', 'run_id', 'device_id', 'arm', 'packed'])
    .where('lane_id', 'in', [...ofLanes])
    .orderBy('lane_id')
    .orderBy('run_id')
    .orderBy('device_id')
    .orderBy('arm')
    .execute();
  const found: LaneValue[] = [];
  for (const { lane_id: laneId, run_id: runId, device_id: deviceId, arm, packed } of points) {
    for (const { block, value } of unpackValues(packed)) {
      found.push({ laneId, runId, deviceId, arm: arm as Arm, block, value });
    }
  }
  return found;
}
