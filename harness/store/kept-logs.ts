import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptLogs } from '#harness/ports/store.ts';
import { evidenceText } from '#harness/text/evidence-text.ts';
import { makeFolder } from './make-folder.ts';

/** Folder of the logs of failed launches, inside the run's folder. */
const LOGS_FOLDER = 'logs';
const MAX_LOG_LENGTH = 256 * 2 ** 10;
const MAX_RUN_BYTES = 16 * 2 ** 20;

/** Logs as files in the folder of a run, each bounded and all together; those of an interrupted run count as well. */
export function keptLogs(folder: string, maxRunBytes = MAX_RUN_BYTES): KeptLogs {
  const logs = join(folder, LOGS_FOLDER);
  return {
    async keep(name, pieces) {
      const kept = pieces.filter(({ text }) => text.trim() !== '');
      if (kept.length === 0) return null;
      const content = evidenceText(kept, MAX_LOG_LENGTH);
      try {
        makeFolder(logs);
        if (bytesIn(logs) + Buffer.byteLength(content) > maxRunBytes) return null;
        const file = `${name.replace(/[^\w.-]+/g, '-').slice(0, 160)}.log`;
        writeFileSync(join(logs, file), content);
        return `${LOGS_FOLDER}/${file}`;
      } catch {
        // A log is a help, not a result: a full disk stops the run where its launches are written.
        return null;
      }
    },
  };
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
