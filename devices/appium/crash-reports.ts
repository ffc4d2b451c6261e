import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { siblingModule } from './sibling-module.ts';

/** A phone writes the report of an app some time after its end. */
const WRITE_LIMIT_MS = 3_000;
const READ_LIMIT_MS = 20_000;
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

/**
 * The crash reports of a phone since a moment, newest first; none when the phone has none or does not let them be read,
 * because an app's end is reported either way. `environment` and `home` are those of the server that knows the phone.
 */
export async function readCrashReports(
  udid: string,
  since: Date,
  server: { readonly home: string; readonly environment: NodeJS.ProcessEnv },
): Promise<readonly string[]> {
  const reader = siblingModule('crash-reader', import.meta.url);
  const request = [udid, since.toISOString(), String(WRITE_LIMIT_MS), join(server.home, 'tmp')];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [reader, ...request], {
      cwd: server.home,
      env: server.environment,
      timeout: READ_LIMIT_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    const reports: unknown = JSON.parse(stdout);
    return Array.isArray(reports) ? reports.filter((report) => typeof report === 'string') : [];
  } catch {
    return [];
  }
}
