import type { Kysely } from 'kysely';
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

export async function createTables(database: Kysely<Tables>): Promise<void> {
  await database.schema
    .createTable('runs')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('suite_id', 'text', (column) => column.notNull())
    .addColumn('candidate_label', 'text', (column) => column.notNull())
    .addColumn('is_complete', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('baselines')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('run_id', 'text', (column) => column.notNull().references('runs.id'))
    .addColumn('set_at', 'text', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('calibrations')
    .ifNotExists()
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('suite_id', 'text', (column) => column.notNull())
    .addColumn('pass_id', 'text', (column) => column.notNull())
    .addColumn('metric', 'text', (column) => column.notNull())
    .addColumn('measured_at', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('calibration', ['device_id', 'suite_id', 'pass_id', 'metric', 'measured_at'])
    .execute();
  await database.schema
    .createTable('verdicts')
    .ifNotExists()
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('baseline_run_id', 'text', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('verdict', ['run_id', 'baseline_run_id', 'policy'])
    .execute();
}

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
