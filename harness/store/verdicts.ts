import type { Insertable, Kysely } from 'kysely';
import { shellWord } from '#harness/text/shell-word.ts';
import { parseVerdictRecord, type VerdictRecord } from '#harness/domain/verdict-record.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { packBody, unpackBody } from './body.ts';
import type { Engine } from './engine.ts';
import { inChunks } from './in-chunks.ts';
import { reading, writing } from './reading.ts';
import type { Tables } from './tables.ts';
import { VERDICT_KEY } from './verdict-key.ts';

export function verdictStore(engine: Engine): Pick<RunStore, 'saveVerdicts' | 'verdicts'> {
  const { database, name } = engine;
  return {
    saveVerdicts: async (record) => {
      const remedy = `judge the run again with: fastvlm-bench report ${record.runId} --store ${shellWord(name)}`;
      await writing(engine, `The verdict on ${record.runId}`, remedy, async () =>
        database.transaction().execute(async (transaction) => storeVerdict(transaction, record)),
      );
    },
    verdicts: async (runId) =>
      reading(engine, async () => {
        const rows = await database
          .selectFrom('verdicts')
          .select('body')
          .where('run_id', '=', runId)
          .orderBy('baseline_run_id')
          .orderBy('policy')
          .execute();
        const source = `the verdict on ${runId} in ${name}`;
        return rows.map(({ body }) =>
          parseVerdictRecord(unpackBody(body), source, `${runId} --store ${shellWord(name)}`),
        );
      }),
  };
}

/** Puts a verdict in the place of an earlier one; the caller begins and ends the transaction. */
export async function storeVerdict(transaction: Kysely<Tables>, record: VerdictRecord): Promise<void> {
  const row = verdictRow(record);
  await transaction
    .insertInto('verdicts')
    .values(row)
    .onConflict((conflict) => conflict.columns(VERDICT_KEY).doUpdateSet(row))
    .execute();
  for (const table of ['comparisons', 'waived'] as const) {
    await transaction
      .deleteFrom(table)
      .where('run_id', '=', row.run_id)
      .where('baseline_run_id', '=', row.baseline_run_id)
      .where('policy', '=', row.policy)
      .execute();
  }
  for (const waived of waivedRows(record)) await transaction.insertInto('waived').values(waived).execute();
  await inChunks(comparisonRows(record), async (chunk) => {
    await transaction
      .insertInto('comparisons')
      .values([...chunk])
      .execute();
  });
}

function keyOf(record: VerdictRecord): Pick<Tables['verdicts'], 'run_id' | 'baseline_run_id' | 'policy'> {
  return { run_id: record.runId, baseline_run_id: record.baselineRunId ?? '', policy: record.policy.id };
}

export function verdictRow(record: VerdictRecord): Insertable<Tables['verdicts']> {
  return { ...keyOf(record), judged_at: record.judgedAt, decision: record.decision, body: packBody(record) };
}

/** One where the verdict rests on waivers. */
export function waivedRows(record: VerdictRecord): readonly Insertable<Tables['waived']>[] {
  return record.waived === undefined ? [] : [{ ...keyOf(record), findings: record.waived }];
}

export function comparisonRows(record: VerdictRecord): readonly Insertable<Tables['comparisons']>[] {
  const rows = record.verdicts.map(({ subject, passId, metric, verdict, change, margin }) => ({
    ...keyOf(record),
    subject,
    pass_id: passId,
    metric,
    verdict,
    estimate: change?.estimate ?? null,
    low: change?.low ?? null,
    high: change?.high ?? null,
    margin,
  }));
  // A phone may be called like a model of phones; the phone's own comparison comes first.
  return [
    ...new Map(rows.toReversed().map((row) => [JSON.stringify([row.subject, row.pass_id, row.metric]), row])).values(),
  ];
}
