import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Run } from '#harness/domain/run.ts';
import type { Lane, LaneValue, LaunchValue } from '#harness/ports/store.ts';
import type { Engine } from './engine.ts';
import { LANE_KEY } from './migrations.ts';
import { inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

type LaneRow = Omit<Lane, 'id'>;

/** Keeps the values of a run's launches, each in its lane, making lanes that are not there yet. */
export async function insertValues(
  transaction: Kysely<Tables>,
  run: Run,
  values: readonly LaunchValue[],
): Promise<void> {
  const byLane = Map.groupBy(values, (value) => keyOf(laneRow(run, value)));
  const lanes = [...byLane.values()].map((own) => laneRow(run, own[0] as LaunchValue));
  if (lanes.length === 0) return;
  const rows = lanes.map(toRow);
  await inChunks(rows, async (chunk) => {
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
  const valueRows = [...byLane].flatMap(([key, own]) =>
    own.map(({ deviceId, arm, block, value }) => {
      const laneId = ids.get(key);
      if (laneId === undefined) throw new Error(`the lane ${key} was not made`);
      return { lane_id: laneId, run_id: run.id, device_id: deviceId, arm, block, value };
    }),
  );
  await inChunks(valueRows, async (chunk) => {
    await transaction
      .insertInto('launch_values')
      .values([...chunk])
      .execute();
  });
}

/** Removes the values of a run. By lane, as the key begins with it. */
export async function deleteValues(transaction: Kysely<Tables>, runId: string): Promise<void> {
  await transaction
    .deleteFrom('launch_values')
    .where('lane_id', 'in', (all) => all.selectFrom('lanes').select('id'))
    .where('run_id', '=', runId)
    .execute();
}

export async function lanesOf(database: Kysely<Tables>): Promise<readonly Lane[]> {
  const rows = await database.selectFrom('lanes').selectAll().orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, ...fromRow(row) }));
}

/** The values of lanes, as the key has them: by lane, run, device, arm and block. When runs began is in the list of runs. */
export async function valuesOfLanes(
  { database, joinedValues }: Pick<Engine, 'database' | 'joinedValues'>,
  laneIds: readonly number[],
): Promise<readonly LaneValue[]> {
  if (laneIds.length === 0) return [];
  const of = database
    .selectFrom('launch_values')
    .select(['lane_id as laneId', 'run_id as runId', 'device_id as deviceId', 'arm'])
    .where('lane_id', 'in', [...laneIds])
    .orderBy('lane_id')
    .orderBy('run_id')
    .orderBy('device_id')
    .orderBy('arm');
  if (joinedValues === null) {
    return of.select(['block', 'value']).orderBy('block').$castTo<LaneValue>().execute();
  }
  const sessions = of
    .select(joinedValues.as('joined'))
    .groupBy(['lane_id', 'run_id', 'device_id', 'arm'])
    .$castTo<Omit<LaneValue, 'block' | 'value'> & { readonly joined: string }>();
  return (await sessions.execute()).flatMap(({ joined, ...session }) =>
    joined.split(',').map((pair): LaneValue => {
      const [block = Number.NaN, value = Number.NaN] = pair.split(':').map(Number);
      return { ...session, block, value };
    }),
  );
}

function laneRow({ suite, devices, datasets }: Run, { deviceId, passId, metric }: LaunchValue): LaneRow {
  const device = devices.find(({ id }) => id === deviceId);
  const workload = suite.passes.find(({ id }) => id === passId)?.workload;
  const asked = datasets.find(({ id, subset }) => id === workload?.dataset && subset === workload.subset);
  const key = JSON.stringify([workload ?? null, asked?.manifestSha256 ?? null]);
  return {
    deviceModel: device?.model ?? deviceId,
    provenance: device?.provenance ?? 'virtual',
    suiteId: suite.id,
    suiteVersion: suite.version,
    passId,
    workload: createHash('sha256').update(key).digest('hex').slice(0, 16),
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
