import { DatabaseSync } from 'node:sqlite';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Run } from '#harness/domain/run.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';

/** What fastvlm-bench 0.1 executed when it made a store. */
const TABLES = `
  create table if not exists "runs" ("id" text primary key, "started_at" text not null, "suite_id" text not null,
    "candidate_label" text not null, "is_complete" integer not null, "body" text not null);
  create table if not exists "baselines" ("name" text primary key, "run_id" text not null references "runs" ("id"),
    "set_at" text not null);
  create table if not exists "calibrations" ("device_id" text not null, "suite_id" text not null, "pass_id" text not null,
    "metric" text not null, "measured_at" text not null, "body" text not null,
    constraint "calibration" primary key ("device_id", "suite_id", "pass_id", "metric", "measured_at"));
  create table if not exists "verdicts" ("run_id" text not null, "baseline_run_id" text not null, "policy" text not null,
    "body" text not null, constraint "verdict" primary key ("run_id", "baseline_run_id", "policy"));
`;

type Content = {
  readonly runs?: readonly Run[];
  readonly baselines?: readonly (readonly [name: string, runId: string])[];
  readonly calibrations?: readonly Calibration[];
  readonly verdicts?: readonly VerdictRecord[];
  /** Of `PRAGMA user_version`: 0 before the version was written, 1 later. */
  readonly version?: 0 | 1;
};

/** Makes a store as version 0.1 has left it. */
export function makeFirstStore(path: string, content: Content): void {
  const database = new DatabaseSync(path);
  database.exec(`${TABLES} PRAGMA user_version = ${content.version ?? 1};`);
  const insert = (table: string, ...values: readonly (string | number)[]): void => {
    database.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values);
  };
  for (const run of content.runs ?? []) {
    const { id, startedAt, suite, candidate, isComplete } = run;
    insert('runs', id, startedAt, suite.id, candidate.label, isComplete ? 1 : 0, JSON.stringify(run));
  }
  for (const [name, runId] of content.baselines ?? []) insert('baselines', name, runId, '2026-01-05T00:00:00.000Z');
  for (const one of content.calibrations ?? []) {
    const { deviceId, suiteId, passId, metric, measuredAt } = one;
    insert('calibrations', deviceId, suiteId, passId, metric, measuredAt, JSON.stringify(one));
  }
  for (const record of content.verdicts ?? []) {
    const { waivers: _none, ...first } = { ...record, schemaVersion: 1, policy: record.policy.id };
    insert('verdicts', record.runId, record.baselineRunId ?? '', first.policy, JSON.stringify(first));
  }
  database.close();
}
