/**
 * What the harness adds to a launch: the wall time of a run on two virtual phones in parallel, less the life of the app
 * processes, divided by the launches of one phone; and the median of what each launch takes beside the life of its app, which
 * the preparation after an installation does not move. A run.json may be given; without one the smoke suite is measured.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { median } from '#harness/stats/quantile.ts';
import { ms, printMachine, printRows } from '#benchmarks/print/print.ts';

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url));

async function measuredRun(): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-benchmark-'));
  try {
    const reference = await packageBuild('reference', folder);
    // Under an id of its own, so that both stay installed and each is prepared once.
    const rebuilt = await packageBuild('rebuilt', folder, null, 'dev.fastvlmbench.candidate');
    const out = join(folder, 'run');
    const argv = [
      CLI,
      'run',
      '--suite',
      'smoke',
      '--candidate',
      rebuilt,
      '--baseline',
      reference,
      '--out',
      out,
      '--store',
      join(folder, 'store'),
    ];
    execFileSync(process.execPath, argv, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    return readRun(join(out, 'run.json'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readRun(file: string): Run {
  return parseRun(JSON.parse(readFileSync(file, 'utf8')), file);
}

const [given] = process.argv.slice(2);
printMachine('Harness overhead per launch');
const run = given === undefined ? await measuredRun() : readRun(given);
const wallMs = Date.parse(run.endedAt) - Date.parse(run.startedAt);
const rows = run.devices.map((device) => {
  const launches = run.launches.filter((launch) => launch.deviceId === device.id);
  const sum = (value: (launch: (typeof launches)[number]) => number): number =>
    launches.reduce((total, launch) => total + value(launch), 0);
  const count = Math.max(launches.length, 1);
  const appMs = sum((launch) => launch.timing.appMs);
  return [
    device.label,
    String(launches.length),
    ms(appMs / count),
    ms(sum((launch) => launch.timing.installMs) / count),
    ms(median(launches.map(({ timing }) => timing.totalMs - timing.appMs)) ?? 0),
    ms(sum(({ timing }) => timing.totalMs - timing.appMs) / count),
    ms((wallMs - appMs) / count),
  ];
});
printRows(
  ['phone', 'launches', 'app ms', 'install ms', 'overhead, median ms', 'with preparation ms', 'with start-up ms'],
  rows,
);
