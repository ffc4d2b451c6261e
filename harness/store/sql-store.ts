import type { LaunchValuesOf, RunStore } from '#harness/ports/store.ts';
import { baselineStore } from './baselines.ts';
import { calibrationStore } from './calibrations.ts';
import type { Engine } from './engine.ts';
import { historyOf } from './history.ts';
import { lanesOf } from './lanes.ts';
import { listRuns } from './list-runs.ts';
import { valuesOfLanes } from './points.ts';
import { reading, writing } from './reading.ts';
import { runStore } from './runs.ts';
import { storeInfo } from './store-info.ts';
import { unlikeColumns } from './unlike-columns.ts';
import { verdictStore } from './verdicts.ts';

/** Everything that is kept, in a database that is open already; the same on every engine. */
export function sqlStore(engine: Engine, valuesOf: LaunchValuesOf): RunStore {
  const { database } = engine;
  const runs = runStore(engine, valuesOf);
  return {
    ...runs,
    ...baselineStore(engine),
    ...calibrationStore(engine),
    ...verdictStore(engine),
    unlikeColumns: async (runId) => unlikeColumns(engine, runId, runs.load),
    list: async () => reading(engine, async () => listRuns(database)),
    lanes: async () => reading(engine, async () => lanesOf(database)),
    laneValues: async (laneIds) => reading(engine, async () => valuesOfLanes(database, laneIds)),
    history: async (filter) => reading(engine, async () => historyOf(database, filter)),
    info: async () => reading(engine, async () => storeInfo(engine)),
    shrink: async () => writing(engine, 'The smaller file', 'nothing was lost.', engine.shrink),
    close: engine.close,
  };
}
