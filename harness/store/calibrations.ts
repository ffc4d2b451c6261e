import type { Kysely } from 'kysely';
import { type Calibration, parseCalibration } from '#harness/domain/calibration.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { packBody, unpackBody } from './body.ts';
import type { Engine } from './engine.ts';
import { inChunks } from './in-chunks.ts';
import { CALIBRATION_KEY } from './migrations.ts';
import { reading, writing } from './reading.ts';
import type { Tables } from './tables.ts';

export function calibrationStore(engine: Engine): Pick<RunStore, 'saveCalibrations' | 'calibrations'> {
  const { database, name } = engine;
  return {
    saveCalibrations: async (calibrations) => {
      const runIds = new Set(calibrations.flatMap((calibration) => calibration.runIds));
      const remedy = `its runs are kept: fastvlm-bench calibrate --from ${[...runIds].join(' ')} --store ${shellWord(name)}`;
      await writing(engine, 'The calibration', remedy, async () =>
        database.transaction().execute(async (transaction) => storeCalibrations(transaction, calibrations)),
      );
    },
    calibrations: async ({ deviceIds, suiteId, isHistoryWanted = false }) =>
      reading(engine, async () => {
        let query = database.selectFrom('calibrations').selectAll().orderBy('measured_at', 'desc');
        if (deviceIds !== undefined) query = query.where('device_id', 'in', [...deviceIds]);
        if (suiteId !== undefined) query = query.where('suite_id', '=', suiteId);
        const rows = await query.execute();
        const wanted = isHistoryWanted ? rows : newest(rows);
        return wanted.map(({ body }) => parseCalibration(unpackBody(body), `a calibration in ${name}`));
      }),
  };
}

/** Adds calibrations, or puts them in the place of those of the same moment; the caller begins and ends the transaction. */
export async function storeCalibrations(
  transaction: Kysely<Tables>,
  calibrations: readonly Calibration[],
): Promise<void> {
  await inChunks(calibrations.map(calibrationRow), async (chunk) => {
    await transaction
      .insertInto('calibrations')
      .values([...chunk])
      .onConflict((conflict) =>
        conflict.columns(CALIBRATION_KEY).doUpdateSet((row) => ({ body: row.ref('excluded.body') })),
      )
      .execute();
  });
}

function calibrationRow(calibration: Calibration): Tables['calibrations'] {
  return {
    device_id: calibration.deviceId,
    suite_id: calibration.suiteId,
    pass_id: calibration.passId,
    metric: calibration.metric,
    measured_at: calibration.measuredAt,
    body: packBody(calibration),
  };
}

/** The first of each device, suite, pass and metric. */
function newest(rows: readonly Tables['calibrations'][]): readonly Tables['calibrations'][] {
  const first = new Map<string, Tables['calibrations']>();
  for (const row of rows) {
    const key = JSON.stringify([row.device_id, row.suite_id, row.pass_id, row.metric]);
    if (!first.has(key)) first.set(key, row);
  }
  return [...first.values()];
}
