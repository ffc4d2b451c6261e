import { DatabaseSync } from 'node:sqlite';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';
import { packBody, unpackBody } from './body.ts';

/** Changes what the store keeps of the last launches of a run or of its verdicts, and gives back how to undo it. */
export function tamperedStore(
  path: string,
  table: 'launch_bodies' | 'verdicts',
  runId: string,
  change: (body: string) => string,
): () => void {
  const database = new DatabaseSync(path);
  const found = database
    .prepare(`SELECT rowid AS at, body FROM ${table} WHERE run_id = ? ORDER BY rowid DESC`)
    .get(runId);
  if (found === undefined || !(found['body'] instanceof Uint8Array)) throw new Error(`nothing is kept of ${runId}`);
  const { at = null } = found;
  const body = JSON.stringify(unpackBody(found['body']));
  const write = (text: string): void => {
    const json = JSON.parse(text);
    database.prepare(`UPDATE ${table} SET body = ? WHERE rowid = ?`).run(packBody(json), at);
    if (table === 'verdicts') fitColumns(database, runId, json);
  };
  const changed = change(body);
  if (changed === body) throw new Error('nothing was changed');
  write(changed);
  return () => {
    write(body);
    database.close();
  };
}

/** What lists show of the only verdict on a run is what its body says. */
function fitColumns(database: DatabaseSync, runId: string, { decision, policy, verdicts }: VerdictRecord): void {
  const id = typeof policy === 'string' ? policy : policy.id;
  database.prepare('UPDATE verdicts SET decision = ?, policy = ? WHERE run_id = ?').run(decision, id, runId);
  database.prepare('UPDATE comparisons SET policy = ? WHERE run_id = ?').run(id, runId);
  for (const { subject, metric, verdict } of verdicts)
    database
      .prepare('UPDATE comparisons SET verdict = ? WHERE run_id = ? AND subject = ? AND metric = ?')
      .run(verdict, runId, subject, metric);
}
