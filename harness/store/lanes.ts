import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { askedIn } from '#harness/domain/asked.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Lane, LaunchValue } from '#harness/ports/store.ts';
import { LANE_KEY } from './migrations.ts';
import { inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

type LaneRow = Omit<Lane, 'id'>;

/** The lane of each of a run's values, by its id; lanes that are not there yet are made. */
export async function laneIds(
  transaction: Kysely<Tables>,
  run: Run,
  values: readonly LaunchValue[],
): Promise<(value: LaunchValue) => number> {
  const lanes = new Map(values.map((value) => [keyOf(laneRow(run, value)), toRow(laneRow(run, value))]));
  await inChunks([...lanes.values()], async (chunk) => {
    const insert = transaction.insertInto('lanes').values([...chunk]);
    await insert.onConflict((conflict) => conflict.columns(LANE_KEY).doNothing()).execute();
  });
  const known = await transaction
    .selectFrom('lanes')
    .selectAll()
    .where('suite_id', '=', run.suite.id)
    .where('suite_version', '=', run.suite.version)
    .execute();
  const ids = new Map(known.map((row) => [keyOf(fromRow(row)), row.id]));
  return (value) => {
    const key = keyOf(laneRow(run, value));
    const id = ids.get(key);
    if (id === undefined) throw new Error(`the lane ${key} was not made`);
    return id;
  };
}

export async function lanesOf(database: Kysely<Tables>): Promise<readonly Lane[]> {
  const rows = await database.selectFrom('lanes').selectAll().orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, ...fromRow(row) }));
}

function laneRow(run: Run, { deviceId, passId, metric }: LaunchValue): LaneRow {
  const { suite, devices } = run;
  const device = devices.find(({ id }) => id === deviceId);
  return {
    deviceModel: device?.model ?? deviceId,
    provenance: device?.provenance ?? 'virtual',
    suiteId: suite.id,
    suiteVersion: suite.version,
    passId,
    workload: createHash('sha256').update(askedIn(run, passId)).digest('hex').slice(0, 16),
    metric,
  };
}

function toRow(lane: LaneRow): Omit<Tables['lanes'], 'id'> {
  return {
    device_model: lane.deviceModel,
    provenance: lane.provenance,
    suite_id: lane.suiteId,
    suite_version: lane.suiteVersion,
    pass_id: lane.passId,
    workload: lane.workload,
    metric: lane.metric,
  };
}

function fromRow(row: Omit<Tables['lanes'], 'id'>): LaneRow {
  return {
    deviceModel: row.device_model,
    provenance: row.provenance as Lane['provenance'],
    suiteId: row.suite_id,
    suiteVersion: row.suite_version,
    passId: row.pass_id,
    workload: row.workload,
    metric: row.metric,
  };
}

function keyOf(lane: LaneRow): string {
  return JSON.stringify(Object.values(toRow(lane)));
}
