import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '#harness/cli/world.fixture.ts';
import { launchesOf, parseRun } from '#harness/domain/run.ts';
import type { RecordedVerdict, VerdictRecord } from '#harness/domain/verdict-record.ts';
import { claimPhone } from '#harness/store/phone-lock.ts';
import { killedScene } from './killed-second-session.scene.fixture.ts';

const PROGRAM = fileURLToPath(new URL('killed-second-session.fixture.ts', import.meta.url));
const MEASURE = ['run', '--suite', 'latency', '--candidate', 'slow.ipa', '--baseline', 'reference.ipa', '--seed', '7'];
const UNDER = ['--policy', 'twice.json', '--no-stop-on-regression', '--out', 'one'];
const DAY_MS = 86_400_000;

let root: string;
let moments: readonly string[];
let undisturbed: ReturnType<typeof resultIn>;

/** Measures in a folder of its own until a moment, and is killed there; the moments that it came to. */
async function measure(folder: string, dieAt: number): Promise<readonly string[]> {
  mkdirSync(folder);
  writeFileSync(join(folder, 'twice.json'), '{ "id": "twice", "basedOn": "pr", "confirm": "secondSession" }');
  const child = spawn(process.execPath, [PROGRAM, folder, String(dieAt), ...MEASURE, ...UNDER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [lines] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(child.signalCode).toBe(dieAt < 0 ? null : 'SIGKILL');
  return lines.trimEnd().split('\n');
}

function verdictsIn(verdicts: readonly RecordedVerdict[] | undefined): readonly string[] {
  return (verdicts ?? []).map(({ subject, metric, verdict, reason }) => [subject, metric, verdict, reason].join(' '));
}

/** What must not depend on whether anything was killed. */
function resultIn(folder: string) {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, 'one', name), 'utf8'));
  const run = parseRun(read('run.json'), folder);
  const record = read('verdicts.json') as VerdictRecord;
  const slots = (launches: typeof run.launches): readonly string[] =>
    launches.map(({ slot, attempt }) => `${slot.arm} ${slot.block} ${slot.index} ${attempt}`);
  return {
    files: readdirSync(join(folder, 'one')),
    decision: record.decision,
    verdicts: verdictsIn(record.verdicts),
    again: verdictsIn(record.secondSession),
    first: slots(run.launches),
    second: slots(run.secondSession?.launches ?? []),
    seeds: [run.seed, run.secondSession?.seed],
    names: new Set(launchesOf(run).map(({ nonce }) => nonce)).size,
  };
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'fastvlm-bench-killed-second-'));
  moments = await measure(join(root, 'undisturbed'), -1);
  undisturbed = resultIn(join(root, 'undisturbed'));
});

afterAll(() => rmSync(root, { recursive: true }));

/** They leave what the moment after them finds too, or belong to the lock, which has tests of its own. */
const UNSEEN = /^(?:createWriteStream|open) |\.lock/;

/** From the end of the first session: each change on the disk that others see, each report, and some of the many launches. */
function chosen(): readonly number[] {
  const beginAt = moments.indexOf('createWriteStream run.json.partial');
  const later = moments.map((name, at) => ({ name, at })).slice(beginAt);
  const often = ['launch', 'append'];
  const seldom = later.filter(({ name }) => !often.includes(name) && !UNSEEN.test(name));
  const some = often.flatMap((name) => {
    const all = later.filter((own) => own.name === name);
    return [all[0], all.at(-1)];
  });
  return [...some, ...seldom].flatMap((own) => own?.at ?? []);
}

test('a run whose second session is killed, whenever that is, ends as if nothing had happened', async () => {
  expect(undisturbed).toMatchObject({ decision: 'fail', again: ['one timeToFirstToken regression '] });
  expect(undisturbed.files.toSorted()).toEqual(['line.txt', 'run.json', 'verdicts.json']);
  const all = chosen();
  expect(all.length).toBeGreaterThan(12);
  const left = [...all];
  const nextOnes = async (): Promise<void> => {
    for (let at = left.shift(); at !== undefined; at = left.shift()) await endsAlike(at);
  };
  await Promise.all([nextOnes(), nextOnes()]);
});

/** Killed at a moment and resumed, a run is what it is undisturbed, and nothing of what was killed is left. */
async function endsAlike(at: number): Promise<void> {
  const name = `killed before "${moments[at]}" (moment ${at})`;
  const folder = join(root, String(at));
  await measure(folder, at);
  const { bench } = commands(killedScene(folder, DAY_MS));
  expect(await bench('run', '--resume', 'one'), name).toMatchObject({ code: 1, err: '' });
  expect(resultIn(folder), name).toEqual(undisturbed);
  expect((await bench('runs')).out, name).not.toContain('--resume');
  expect(await bench('verify', 'one'), name).toMatchObject({ code: 0, err: '' });
  claimPhone(join(folder, 'phones'), { deviceId: 'one', udid: 'one' }, 'a test', new Date(0))();
  rmSync(folder, { recursive: true });
}
