/**
 * Prints the crash reports that a phone has written since a moment: a JSON list on one line, newest first, and a new
 * line whenever the list has grown. Whoever reads it ends this program when a report explains enough.
 *
 * The driver's `getLogs('crashlog')` cannot be used: its connection dies unnoticed after 30 s without traffic, and the
 * list is empty from then on.
 *
 * Arguments: udid, moment (ISO 8601), how long to wait for reports (ms), folder for files.
 */
import './driver-repairs.ts';
import './lazy-support.ts';
import './without-tunnels.ts';
import { mkdtemp, readFile } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadDeviceService } from './device-library.ts';
import { CLOCK_SKEW_MS, reportTimeMs } from './end-report.ts';

type CrashReports = {
  flush(): Promise<void>;
  ls(path: string, depth: number): Promise<readonly string[]>;
  pull(folder: string, entry: string): Promise<void>;
  close(): void;
};
type Service = { readonly CrashReportsService: new (udid: string) => CrashReports };

const POLL_MS = 250;
/** A phone keeps hundreds of reports; the stamps in their names say which ones are young. */
const MAX_REPORTS = 10;

const [udid = '', since = '', limitMs = '0', folder = '.'] = process.argv.slice(2);
await printReports();
// The library leaves sockets open.
process.exit(0);

async function printReports(): Promise<void> {
  const { CrashReportsService } = await loadDeviceService<Service>('crash-reports/index.js');
  // Node keeps what it has compiled when a program ends by itself, and the harness kills this one as soon as it knows enough.
  flushCompileCache();
  const service = new CrashReportsService(udid);
  const deadline = performance.now() + Number(limitMs);
  let printed = 0;
  while (performance.now() <= deadline) {
    // A phone moves reports to where they can be read when it is asked to, or when it likes to.
    await service.flush().catch(() => null);
    const found = await readYoungReports(service);
    if (found.length > printed) process.stdout.write(`${JSON.stringify(found)}\n`);
    printed = Math.max(printed, found.length);
    await sleep(POLL_MS);
  }
}

async function readYoungReports(service: CrashReports): Promise<readonly string[]> {
  const names = (await service.ls('/', 1)).filter((name) => name.endsWith('.ips'));
  const reports: { readonly atMs: number; readonly content: string }[] = [];
  for (const name of names.toSorted((a, b) => stamp(b).localeCompare(stamp(a))).slice(0, MAX_REPORTS)) {
    const target = await mkdtemp(join(folder, 'report-'));
    await service.pull(target, name);
    const content = await readFile(join(target, name.split('/').at(-1) ?? ''), 'utf8');
    const atMs = reportTimeMs(content);
    if (atMs >= Date.parse(since) - CLOCK_SKEW_MS) reports.push({ atMs, content });
  }
  return reports.toSorted((a, b) => b.atMs - a.atMs).map(({ content }) => content);
}

function stamp(name: string): string {
  return /\d{4}-\d{2}-\d{2}-\d{6}/.exec(name)?.[0] ?? '';
}
