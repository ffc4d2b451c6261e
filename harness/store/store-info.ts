import type { StoreInfo } from '#harness/ports/store.ts';
import type { Engine } from './engine.ts';
import { STORE_VERSION } from './migrations.ts';

/** What a store holds and takes. Opening it has brought it to this version. */
export async function storeInfo(engine: Engine): Promise<StoreInfo> {
  const { database } = engine;
  const count = async (table: 'runs' | 'baselines' | 'calibrations' | 'verdicts' | 'launches' | 'lanes') => {
    const { count: found } = await database
      .selectFrom(table)
      .select((all) => all.fn.countAll().as('count'))
      .executeTakeFirstOrThrow();
    // PostgreSQL gives numbers of 64 bits as text.
    return Number(found);
  };
  const ends = await database
    .selectFrom('runs')
    .select((all) => [all.fn.min('started_at').as('oldest'), all.fn.max('started_at').as('newest')])
    .executeTakeFirst();
  const points = await database
    .selectFrom('points')
    .select((all) => all.fn.sum('launches').as('values'))
    .executeTakeFirstOrThrow();
  return {
    name: engine.name,
    version: STORE_VERSION,
    bytes: await engine.bytes(),
    runs: await count('runs'),
    launches: await count('launches'),
    lanes: await count('lanes'),
    // The sum too is of 64 bits; of no rows it is null.
    values: Number(points.values ?? 0),
    baselines: await count('baselines'),
    calibrations: await count('calibrations'),
    verdicts: await count('verdicts'),
    oldest: ends?.oldest ?? null,
    newest: ends?.newest ?? null,
  };
}
