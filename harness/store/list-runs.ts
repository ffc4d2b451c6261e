import type { Kysely } from 'kysely';
import type { Provenance } from '#harness/domain/device.ts';
import type { RunEntry } from '#harness/ports/store.ts';
import type { Tables } from './tables.ts';
import { VERDICT_KEY } from './verdict-key.ts';

/** All runs, newest first, by what tells them apart; no run is read as a whole for that. */
export async function listRuns(database: Kysely<Tables>): Promise<readonly RunEntry[]> {
  const rows = await database
    .selectFrom('runs')
    .select([
      'id',
      'started_at',
      'suite_id',
      'candidate_label',
      'baseline_label',
      'baseline_run_id',
      'policy',
      'source_commit',
      'source_branch',
      'pull_request',
      'provenance',
      'is_complete',
      'launches',
    ])
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const decisions = await decisionsOf(database);
  const models = await modelsOf(database);
  const labels = new Map(rows.map((row) => [row.id, row.candidate_label]));
  return rows.map((row) => ({
    id: row.id,
    baselineRunId: row.baseline_run_id,
    startedAt: row.started_at,
    suiteId: row.suite_id,
    candidateLabel: row.candidate_label,
    baselineLabel: row.baseline_label ?? labels.get(row.baseline_run_id ?? '') ?? null,
    provenance: row.provenance as Provenance,
    isComplete: row.is_complete === 1,
    launches: row.launches,
    deviceModels: models.get(row.id) ?? [],
    policy: row.policy,
    commit: row.source_commit,
    branch: row.source_branch,
    pullRequest: row.pull_request,
    decisions: decisions.get(keyOf(row.id, row.baseline_run_id ?? '')) ?? [],
  }));
}

/** The models of the devices of each run. */
async function modelsOf(database: Kysely<Tables>): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await database
    .selectFrom('run_devices')
    .select(['run_id', 'device_model'])
    .distinct()
    .orderBy('device_model')
    .execute();
  const byRun = Map.groupBy(rows, (row) => row.run_id);
  return new Map([...byRun].map(([id, own]) => [id, own.map((row) => row.device_model)]));
}

/** The decisions under each policy, by run and baseline. */
async function decisionsOf(database: Kysely<Tables>): Promise<ReadonlyMap<string, RunEntry['decisions']>> {
  const rows = await database
    .selectFrom('verdicts')
    .select(['run_id', 'baseline_run_id', 'policy', 'decision'])
    .orderBy('policy')
    .execute();
  const waived = new Set(
    (await database.selectFrom('waived').select(VERDICT_KEY).execute()).map((row) =>
      keyOf(row.run_id, row.baseline_run_id, row.policy),
    ),
  );
  const byRun = Map.groupBy(rows, (row) => keyOf(row.run_id, row.baseline_run_id));
  return new Map(
    [...byRun].map(([key, own]) => [
      key,
      own.map(({ run_id: runId, baseline_run_id: baselineRunId, policy, decision }) => ({
        policy,
        decision,
        ...(waived.has(keyOf(runId, baselineRunId, policy)) ? { isWaived: true as const } : {}),
      })),
    ]),
  );
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
