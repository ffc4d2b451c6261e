import type { Run } from '#harness/domain/run.ts';
import type { UnlikeColumn } from '#harness/ports/store.ts';
import { parseVerdictRecord } from '#harness/domain/verdict-record.ts';
import { unpackBody } from './body.ts';
import type { Engine } from './engine.ts';
import { reading } from './reading.ts';
import { runRows } from './run-rows.ts';
import type { Tables } from './tables.ts';
import { VERDICT_KEY } from './verdict-key.ts';
import { comparisonRows, verdictRow, waivedRows } from './verdicts.ts';

type Row = Readonly<Record<string, unknown>>;

/** The same rows twice: as they are stored, and as they follow from bodies. */
type Rows = {
  readonly table: keyof Tables;
  /** What distinguishes them. */
  readonly key: readonly string[];
  readonly stored: readonly Row[];
  readonly expected: readonly Row[];
};

/** The bodies themselves: what columns are taken from. */
const BODIES: ReadonlySet<string> = new Set(['header', 'body']);

/** Empty where the store has no such run. Points are left out: what counts of a launch is a matter of rules, which change. */
export async function unlikeColumns(
  engine: Engine,
  runId: string,
  load: (id: string) => Promise<Run | null>,
): Promise<readonly UnlikeColumn[]> {
  const run = await load(runId);
  if (run === null) return [];
  return reading(engine, async () =>
    [...(await rowsOf(engine, run)), ...(await verdictRowsOf(engine, runId))].flatMap(unlikeIn),
  );
}

async function rowsOf({ database }: Engine, run: Run): Promise<readonly Rows[]> {
  const rows = runRows(run);
  const [stored, devices, launches] = await Promise.all([
    database.selectFrom('runs').selectAll().where('id', '=', run.id).execute(),
    database.selectFrom('run_devices').selectAll().where('run_id', '=', run.id).execute(),
    database.selectFrom('launches').selectAll().where('run_id', '=', run.id).execute(),
  ]);
  return [
    { table: 'runs', key: ['id'], stored, expected: [rows.run] },
    { table: 'run_devices', key: ['device_id'], stored: devices, expected: rows.devices },
    { table: 'launches', key: ['position'], stored: launches, expected: rows.launches },
  ];
}

async function verdictRowsOf({ database, name }: Engine, runId: string): Promise<readonly Rows[]> {
  const [verdicts, comparisons, waived] = await Promise.all([
    database.selectFrom('verdicts').selectAll().where('run_id', '=', runId).execute(),
    database.selectFrom('comparisons').selectAll().where('run_id', '=', runId).execute(),
    database.selectFrom('waived').selectAll().where('run_id', '=', runId).execute(),
  ]);
  const records = verdicts.map(({ body }) =>
    parseVerdictRecord(unpackBody(body), `the verdict on ${runId} in ${name}`),
  );
  return [
    { table: 'verdicts', key: VERDICT_KEY, stored: verdicts, expected: records.map(verdictRow) },
    {
      table: 'comparisons',
      key: [...VERDICT_KEY, 'subject', 'pass_id', 'metric'],
      stored: comparisons,
      expected: records.flatMap(comparisonRows),
    },
    { table: 'waived', key: VERDICT_KEY, stored: waived, expected: records.flatMap(waivedRows) },
  ];
}

function unlikeIn({ table, key, stored, expected }: Rows): readonly UnlikeColumn[] {
  const keyed = (rows: readonly Row[]): ReadonlyMap<string, Row> =>
    new Map(rows.map((row) => [key.map((column) => String(row[column])).join(' '), row]));
  const [found, wanted] = [keyed(stored), keyed(expected)];
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((row): readonly UnlikeColumn[] => {
    const [one, other] = [found.get(row), wanted.get(row)];
    const place = { table, row };
    if (one === undefined) return [{ ...place, column: 'row', inColumn: null, inBody: row }];
    if (other === undefined) return [{ ...place, column: 'row', inColumn: row, inBody: null }];
    return Object.keys(other)
      .filter((column) => !BODIES.has(column) && !Object.is(one[column] ?? null, other[column] ?? null))
      .map((column) => ({ ...place, column, inColumn: shown(one[column]), inBody: shown(other[column]) }));
  });
}

function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
