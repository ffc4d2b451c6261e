import type { CreateTableBuilder, Kysely } from 'kysely';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Run } from '#harness/domain/run.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';

/** Columns are what is looked for; everything else is in the body, as JSON. */
export type Tables = {
  runs: {
    id: string;
    started_at: string;
    suite_id: string;
    candidate_label: string;
    is_complete: number;
    body: string;
  };
  baselines: { name: string; run_id: string; set_at: string };
  calibrations: {
    device_id: string;
    suite_id: string;
    pass_id: string;
    metric: string;
    measured_at: string;
    body: string;
  };
  /** `baseline_run_id` is empty where there was none: columns of a key cannot be null. */
  verdicts: { run_id: string; baseline_run_id: string; policy: string; body: string };
};

/** The columns of each table. */
export const COLUMNS = {
  runs: ['id', 'started_at', 'suite_id', 'candidate_label', 'is_complete', 'body'],
  baselines: ['name', 'run_id', 'set_at'],
  calibrations: ['device_id', 'suite_id', 'pass_id', 'metric', 'measured_at', 'body'],
  verdicts: ['run_id', 'baseline_run_id', 'policy', 'body'],
} as const satisfies { readonly [Name in keyof Tables]: readonly (keyof Tables[Name])[] };

type TableOptions = {
  /** Whether the tables are gone when the store is closed. */
  readonly areTemporary: boolean;
  /** Tables that are there already. */
  readonly except: readonly string[];
};

/** Makes the tables that are not there. */
export async function createTables(
  database: Kysely<Tables>,
  { areTemporary, except }: TableOptions = { areTemporary: false, except: [] },
): Promise<void> {
  for (const [name, withColumns] of Object.entries(DEFINITIONS)) {
    if (except.includes(name)) continue;
    const table = database.schema.createTable(name).ifNotExists();
    await withColumns(areTemporary ? table.temporary() : table, areTemporary).execute();
  }
}

type Define = (table: CreateTableBuilder<string>, isTemporary: boolean) => CreateTableBuilder<string, string>;

const DEFINITIONS: { readonly [Name in keyof Tables]: Define } = {
  runs: (table) =>
    table
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('suite_id', 'text', (column) => column.notNull())
      .addColumn('candidate_label', 'text', (column) => column.notNull())
      .addColumn('is_complete', 'integer', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull()),
  baselines: (table, isTemporary) =>
    table
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('run_id', 'text', (column) =>
        // A temporary table is of another database, which knows no runs.
        isTemporary ? column.notNull() : column.notNull().references('runs.id'),
      )
      .addColumn('set_at', 'text', (column) => column.notNull()),
  calibrations: (table) =>
    table
      .addColumn('device_id', 'text', (column) => column.notNull())
      .addColumn('suite_id', 'text', (column) => column.notNull())
      .addColumn('pass_id', 'text', (column) => column.notNull())
      .addColumn('metric', 'text', (column) => column.notNull())
      .addColumn('measured_at', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('calibration', ['device_id', 'suite_id', 'pass_id', 'metric', 'measured_at']),
  verdicts: (table) =>
    table
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('baseline_run_id', 'text', (column) => column.notNull())
      .addColumn('policy', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('verdict', ['run_id', 'baseline_run_id', 'policy']),
};

export function runRow(run: Run): Tables['runs'] {
  return {
    id: run.id,
    started_at: run.startedAt,
    suite_id: run.suite.id,
    candidate_label: run.candidate.label,
    is_complete: run.isComplete ? 1 : 0,
    body: JSON.stringify(run),
  };
}

export function calibrationRow(calibration: Calibration): Tables['calibrations'] {
  return {
    device_id: calibration.deviceId,
    suite_id: calibration.suiteId,
    pass_id: calibration.passId,
    metric: calibration.metric,
    measured_at: calibration.measuredAt,
    body: JSON.stringify(calibration),
  };
}

export function verdictRow(record: VerdictRecord): Tables['verdicts'] {
  return {
    run_id: record.runId,
    baseline_run_id: record.baselineRunId ?? '',
    policy: record.policy,
    body: JSON.stringify(record),
  };
}
