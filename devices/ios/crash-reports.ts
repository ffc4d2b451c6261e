import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { siblingModule } from '#devices/appium/sibling-module.ts';

/** Which reports are wanted. */
export type CrashReportQuery = {
  readonly udid: string;
  readonly since: Date;
  /** How long to wait for more: a phone writes the report of an app some time after its end. */
  readonly waitMs: number;
  /** Whether one of the reports so far, newest first, is the one that is looked for. */
  readonly isEnough: (reports: readonly string[]) => boolean;
};

/**
 * Time to start the reader, to connect and to read, beyond the wait. Far more than a busy machine needs: a reader that is
 * cut off would make an end without a reason out of a crash.
 */
const READ_LIMIT_MS = 600_000;

/**
 * The crash reports of a phone since a moment, newest first, once one of them is enough or no more can be expected; none
 * when the phone has none or does not let them be read, because an app's end is reported either way. `environment` and
 * `home` are those of the server that knows the phone.
 */
export async function readCrashReports(
  { udid, since, waitMs, isEnough }: CrashReportQuery,
  server: { readonly home: string; readonly environment: NodeJS.ProcessEnv },
): Promise<readonly string[]> {
  const reader = siblingModule('crash-reader', import.meta.url);
  const request = [udid, since.toISOString(), String(waitMs), join(server.home, 'tmp')];
  const child = spawn(process.execPath, [reader, ...request], {
    cwd: server.home,
    env: server.environment,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: READ_LIMIT_MS + waitMs,
    killSignal: 'SIGKILL',
  });
  // A program that could not be started ends its output as well.
  child.on('error', () => null);
  let reports: readonly string[] = [];
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      reports = parseReports(line);
      if (isEnough(reports)) break;
    }
  } finally {
    child.kill('SIGKILL');
  }
  return reports;
}

const reportsSchema = z.array(z.string()).catch([]);

function parseReports(line: string): readonly string[] {
  try {
    return reportsSchema.parse(JSON.parse(line));
  } catch {
    return [];
  }
}
