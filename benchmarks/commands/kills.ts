/**
 * What is left when the harness is killed. Real runs on a virtual phone, through the real Appium, are ended at random
 * instants and resumed until they are complete. Linux only: processes are found in /proc; only root can fill a disk.
 * Usage: kills.ts [kills] [seed] [minutes]: as many kills as are wanted, or as fit into the time.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { parseRun } from '#harness/domain/run.ts';
import { createRandom } from '#harness/stats/random.ts';
import { type Ending, type Place, processesOf, runKilled, type Way, WAYS } from '#benchmarks/runs/killed-run.ts';
import { printMachine, printRows, write } from '#benchmarks/print/print.ts';

const kills = Number(process.argv[2] ?? 100);
const random = createRandom(Number(process.argv[3] ?? 1), 'kills');
const deadlineMs = performance.now() + 60_000 * Number(process.argv[4] ?? Number.POSITIVE_INFINITY);
const DISK_BYTES = 64 * 2 ** 20;
/** About how much of a run is not launches: the start of Appium and the sessions, the report. */
const START_SHARE = 0.4;

/** What must not happen, counted. */
const FINDINGS = ['torn store', 'lost', 'doubled', 'blamed', 'process left', 'folder left', 'not resumed'] as const;
type Finding = (typeof FINDINGS)[number];

const root = realpathSync(mkdtempSync(join(tmpdir(), 'fastvlm-bench-kills-')));
const place: Place = { root, disk: join(root, 'disk'), temporary: join(root, 'tmp') };
for (const folder of [place.disk, place.temporary]) mkdirSync(folder);
const store = join(place.disk, 'store.sqlite');
const isRoot = process.getuid?.() === 0;
const ways: readonly Way[] = isRoot ? WAYS : WAYS.filter((way) => way !== 'full disk');
const counts = new Map<Way, Map<Finding | 'kills' | 'before the first line', number>>();
const found: string[] = [];
/** Folders that were there before. */
let excused: ReadonlySet<string> = new Set();

if (isRoot) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', place.disk]);
try {
  await campaign([await packageBuild('reference', root), await packageBuild('rebuilt', root)]);
} finally {
  if (isRoot) execFileSync('umount', [place.disk]);
  rmSync(root, { recursive: true, force: true });
}
report();

async function campaign(builds: readonly string[]): Promise<void> {
  const whole = await uninterrupted(builds);
  write(`A run of ${whole.launches} launches that nobody ends takes ${(whole.tookMs / 1000).toFixed(1)} s.\n`);
  for (let number = 1; !isEnough(); number += 1) await oneRun(number, whole, builds);
}

/** The run that is under way is resumed to its end even so. */
function isEnough(): boolean {
  return total('kills') >= kills || performance.now() > deadlineMs;
}

type Whole = { readonly tookMs: number; readonly launches: number };

function beginning(out: string, [baseline = '', candidate = '']: readonly string[]): readonly string[] {
  const phone = ['--device', 'virtual-iphone-16-pro', '--seed', '1'];
  const both = ['--baseline', baseline, '--candidate', candidate];
  return ['run', '--suite', 'smoke', ...both, ...phone, '--out', out, '--store', store];
}

async function uninterrupted(builds: readonly string[]): Promise<Whole> {
  const out = join(place.disk, 'whole');
  const startMs = performance.now();
  const never = { way: 'SIGKILL', afterMs: 3_600_000 } as const;
  const { code, err } = await runKilled(beginning(out, builds), never, place);
  const tookMs = performance.now() - startMs;
  if (code === null || code === 2 || code === 4) throw new Error(`the run that is to be killed does not work: ${err}`);
  const launches = parseRun(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')), out).launches.length;
  rmSync(out, { recursive: true });
  return { tookMs, launches };
}

/** Ends one run again and again, each time in another way, until it is complete. */
async function oneRun(number: number, whole: Whole, builds: readonly string[]): Promise<void> {
  const out = join(place.disk, String(number));
  let lines: readonly string[] = [];
  for (;;) {
    const way = ways[total('kills') % ways.length] ?? 'SIGKILL';
    const isBegun = ['journal.jsonl', 'run.json'].some((file) => existsSync(join(out, file)));
    const argv = isBegun ? ['run', '--resume', out, '--store', store] : beginning(out, builds);
    const left = 1 - Math.max(0, lines.length - 1) / whole.launches;
    // A run that was killed while it wrote its report has no journal any more.
    const isMeasured = left === 0 || (isBegun && !existsSync(join(out, 'journal.jsonl')));
    const afterMs = isEnough() ? 3_600_000 : random.next() * whole.tookMs * (START_SHARE + (1 - START_SHARE) * left);
    const ending = await runKilled(argv, { way, afterMs }, place);
    if (ending.wasKilled) count(way, 'kills');
    lines = journalAfter(out, lines, way);
    if (ending.wasKilled && lines.length === 0) count(way, 'before the first line');
    checkLeftovers(way, ending, !ending.wasKilled && !isMeasured);
    checkStore(way);
    if (!ending.wasKilled) {
      checkComplete(out, whole, way, ending);
      rmSync(out, { recursive: true, force: true });
      return;
    }
  }
}

/** The whole lines of the journal; none that was there before may be gone or different. */
function journalAfter(out: string, before: readonly string[], way: Way): readonly string[] {
  const path = join(out, 'journal.jsonl');
  // A complete run has no journal any more; that it lost nothing is seen in its run.json.
  if (!existsSync(path)) return existsSync(join(out, 'run.json')) ? before : [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  if (before.some((line, index) => lines[index] !== line)) note(way, 'lost', `${path} lost lines`);
  return lines;
}

function checkLeftovers(way: Way, { wasKilled, err }: Ending, hasReachedPhones: boolean): void {
  for (const pid of processesOf(root)) {
    note(way, 'process left', readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
    process.kill(pid, 'SIGKILL');
  }
  // What was killed outright cannot tidy up; the next start that comes as far as the phones does. One that found every
  // launch in the journal only writes its report.
  const there = readdirSync(place.temporary);
  const left = there.filter((name) => !excused.has(name) || hasReachedPhones);
  excused = new Set(there);
  if (way === 'SIGKILL' && wasKilled) return;
  const content = left.flatMap((name) =>
    readdirSync(join(place.temporary, name), { recursive: true, encoding: 'utf8' }),
  );
  if (left.length > 0) note(way, 'folder left', `${left.join(', ')} with ${content.join(', ')}; it said: ${err}`);
}

function checkStore(way: Way): void {
  if (!existsSync(store)) return;
  const database = new DatabaseSync(store);
  const result = database.prepare('PRAGMA integrity_check').all();
  database.close();
  if (JSON.stringify(result) !== '[{"integrity_check":"ok"}]') note(way, 'torn store', JSON.stringify(result));
}

function checkComplete(out: string, { launches }: Whole, way: Way, { code, err }: Ending): void {
  if (code === null || code === 2 || code === 4) {
    note(way, 'not resumed', `exit ${code}: ${err}`);
    return;
  }
  const run = parseRun(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')), out);
  const measured = run.launches.filter(({ outcome }) => outcome.kind === 'measured').map(({ slot }) => slot.index);
  // Stopping is no fault of the phone or the build.
  for (const { outcome } of run.launches) {
    if (outcome.kind === 'failed') note(way, 'blamed', `${outcome.fault.code}: ${outcome.fault.message}`);
  }
  const tries = run.launches.map(({ slot, attempt }) => `${slot.index}/${attempt}`);
  if (new Set(measured).size < launches) note(way, 'lost', `${new Set(measured).size} of ${launches} launches`);
  if (new Set(measured).size < measured.length || new Set(tries).size < tries.length)
    note(way, 'doubled', tries.join());
}

function count(way: Way, what: Finding | 'kills' | 'before the first line'): void {
  const own = counts.get(way) ?? new Map();
  own.set(what, (own.get(what) ?? 0) + 1);
  counts.set(way, own);
}

function note(way: Way, finding: Finding, detail: string): void {
  count(way, finding);
  found.push(`${finding} after ${way}: ${detail}`);
  write(`! ${found.at(-1)}\n`);
}

function total(what: Finding | 'kills'): number {
  return ways.reduce((sum, way) => sum + (counts.get(way)?.get(what) ?? 0), 0);
}

function report(): void {
  printMachine(`\n${total('kills')} kills at random instants of real runs on a virtual phone`);
  const header = ['kills', 'before the first line', ...FINDINGS] as const;
  const rows = ways.map((way) => [way, ...header.map((what) => String(counts.get(way)?.get(what) ?? 0))]);
  printRows(['ended by', ...header], rows);
  if (found.length > 0) process.exitCode = 1;
}
