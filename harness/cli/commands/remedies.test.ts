import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;

beforeEach(() => {
  phones = commands({ suites: [suiteWith(8)], lost: ['unlucky'], stopAt: 100 });
});

afterEach(() => phones.close());

const at = (name: string): string => join(phones.folder, name);
const measure = (app: string, ...options: readonly string[]): ReturnType<Commands['bench']> =>
  phones.bench('run', '--suite', 'latency', '--seed', '7', '--candidate', `${app}.ipa`, ...options);

/** The command line that follows these words in a message, without the program. */
function named(text: string, words: string): readonly string[] {
  const [, command] = new RegExp(`${words}: fastvlm-bench (.*)$`, 'm').exec(text) ?? [];
  if (command === undefined) throw new Error(text);
  return argumentsOf(command);
}

/** As a shell takes what is pasted into it. */
function argumentsOf(command: string): readonly string[] {
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return stdout.split('\0').slice(0, -1);
}

test('a command in a message is right when it is pasted, whatever the paths are called', async () => {
  const out = "a run's $HOME & `more`";
  const { err } = await measure('unlucky', '--out', out, '--store', 'own store.sqlite');
  const command = named(err, 'Then continue with');
  expect(command).toEqual(['run', '--resume', at(out), '--store', at('own store.sqlite')]);
  expect((await phones.bench(...command)).out).toContain('in the journal already');
  const verified = await phones.bench('verify', out, '--store', 'own store.sqlite');
  expect(verified.code).toBe(0);
  rmSync(join(at(out), 'verdicts.json'));
  const unjudged = await phones.bench('verify', out, '--store', 'own store.sqlite');
  expect(named(unjudged.err, 'Judge the run with')).toEqual(['report', at(out)]);
});

test('a command that continues a run names its store and the file that lists its phones', async () => {
  const places = ['--store', 'own.sqlite', '--devices-file', 'my phones.json'];
  const { err } = await measure('unlucky', '--out', 'one', ...places);
  const command = ['run', '--resume', at('one'), '--store', at('own.sqlite'), '--devices-file', at('my phones.json')];
  expect(named(err, 'Then continue with')).toEqual(command);
  const used = await measure('app', '--out', 'one', ...places);
  expect(named(used.err, 'resume that run')).toEqual(command);
  const chosen = await phones.bench('run', '--resume', 'one', '--seed', '1', ...places);
  expect(named(chosen.err, 'Leave the other options out')).toEqual(command);
  phones.moveBuild('unlucky.ipa', 'elsewhere.ipa');
  const moved = await phones.bench('run', '--resume', 'one', ...places);
  expect(named(moved.err, 'name where it is now')).toEqual([...command, '--candidate', 'app.ipa']);
});

test('a run that is resumed without one of its phones names the command that brings the phone back', async () => {
  await measure('unlucky', '--out', 'one');
  const journal = at('one/journal.jsonl');
  const [header = ''] = readFileSync(journal, 'utf8').split('\n');
  const { devices } = JSON.parse(header);
  writeFileSync(journal, `${header.replaceAll(JSON.stringify(devices[0].id), '"gone"')}\n`);
  const { code, err } = await phones.bench('run', '--resume', 'one');
  expect(code).toBe(2);
  expect(err).toContain('error: The phone "gone" of this run is not here.\n');
  expect(named(err, 'if it is virtual')).toEqual(['run', '--resume', at('one'), '--devices-file', 'FILE']);
});

test('a command that calibrates phones names the store that misses them', async () => {
  await measure('app', '--store', 'own.sqlite');
  const planned = await phones.bench('plan', '--suite', 'latency', '--minutes', '5', '--store', 'own.sqlite');
  const given = named(planned.err.replace(/; or leave .*/, ''), 'how long they take');
  expect(given.slice(-2)).toEqual(['--store', 'own.sqlite']);
});

test('the error about a phone that was given up names the command that continues its run', async () => {
  const { code, err } = await measure('unlucky', '--out', 'one', '--store', 'own.sqlite');
  expect(code).toBe(4);
  const command = named(err, 'Then continue with');
  expect(command).toEqual(['run', '--resume', at('one'), '--store', at('own.sqlite')]);
  const resumed = await phones.bench(...command);
  expect(resumed.out).toContain('in the journal already');
  expect(resumed.code).toBe(4);
});

test('the error about a phone that was given up in a calibration names the command that continues its session', async () => {
  const { err } = await phones.bench('calibrate', '--suite', 'latency', '--build', 'unlucky.ipa', '--out', 'of');
  expect(named(err, 'Then continue with')).toEqual(['run', '--resume', at('of/session-1')]);
});

test('the error about a folder that holds a run names the command that resumes it', async () => {
  await measure('app', '--out', 'one');
  const { err } = await measure('app', '--out', 'one');
  expect(named(err, 'resume that run')).toEqual(['run', '--resume', at('one')]);
});

test('the error about a run that is not finished names the command that resumes it', async () => {
  mkdirSync(at('one'));
  const empty = await phones.bench('report', 'one');
  expect(empty.err).toMatch(/one holds no run\.json\.\n {2}Pass the folder of a finished run\.\n$/);
  writeFileSync(at('one/journal.jsonl'), '');
  const { err } = await phones.bench('report', 'one');
  expect(named(err, 'Its run is not finished; resume it with')).toEqual(['run', '--resume', at('one')]);
});

test('the error about a file that a measured run could not write names the command that writes it', async () => {
  mkdirSync(at('one/verdicts.json'), { recursive: true });
  const { code, err } = await measure('app', '--out', 'one');
  expect(code).toBe(2);
  const command = named(err, 'then write the measured run again with');
  expect(command).toEqual(['run', '--resume', at('one')]);
  const again = await phones.bench(...command);
  expect(named(again.err, 'then write the measured run again with')).toEqual(command);
  rmSync(at('one/verdicts.json'), { recursive: true });
  expect(await phones.bench(...command)).toMatchObject({ code: 0, err: '' });
  mkdirSync(at('two/verdicts.json'), { recursive: true });
  expect((await phones.bench('report', 'one', '--out', 'two')).err).toMatch(
    /cannot be written: there is a folder of that name\.\n {2}Choose another place with --out, then run the command again\.\n$/,
  );
});

test('the error about something that could not be stored names the command that reads it where it is', async () => {
  const store = ['--store', 'own.sqlite'];
  await measure('app', '--out', 'one', ...store);
  const refuse = (table: string): void => {
    const database = new DatabaseSync(at('own.sqlite'));
    database.exec(`CREATE TRIGGER ${table}_full BEFORE INSERT ON ${table} BEGIN SELECT RAISE(FAIL, 'full'); END`);
    database.close();
  };
  refuse('calibrations');
  const calibrated = await phones.bench(
    'calibrate',
    '--suite',
    'latency',
    '--build',
    'app.ipa',
    '--out',
    'of',
    ...store,
  );
  const from = named(calibrated.err, 'its runs are kept');
  expect((await phones.bench(...from)).err).toBe(calibrated.err);
  expect((await phones.bench(...from, '--store', 'other.sqlite')).code).toBe(2);
  expect(from.slice(0, 2)).toEqual(['calibrate', '--from']);
  const unjudged = await phones.bench('verify', from[2] ?? '', ...store);
  expect(unjudged.err).toContain('There are no verdicts');
  expect(named(unjudged.err, 'Judge the run with')).toEqual(['report', from[2], ...store]);
  refuse('verdicts');
  const judged = await phones.bench('report', 'one', ...store);
  const report = named(judged.err, 'judge the run again with');
  expect((await phones.bench(...report)).err).toBe(judged.err);
  refuse('runs');
  const { code, err } = await measure('app', '--out', 'two', ...store);
  expect(code).toBe(4);
  expect(named(err, 'Report it from its folder with')).toEqual(['report', at('two')]);
});

test.runIf(existsSync('/dev/full'))(
  'the error about a journal that could not be begun does not propose to resume the run',
  async () => {
    mkdirSync(at('one'));
    symlinkSync('/dev/full', at('one/journal.jsonl.partial'));
    const { code, err } = await measure('app', '--out', 'one');
    expect(code).toBe(4);
    expect(err).toMatch(/\n {2}Make room on that disk, then measure again; or measure in another folder: --out\.\n$/);
  },
);

test('the error about an unknown baseline names the command that sets it', async () => {
  const { err } = await measure('app', '--baseline', 'main');
  expect(err).toContain('fastvlm-bench baseline set main RUN; or pass');
});

test('the error about unreadable verdicts names the command that judges the run again', async () => {
  await measure('app', '--out', 'one');
  writeFileSync(at('one/verdicts.json'), '{}');
  const { err } = await phones.bench('verify', 'one');
  expect(named(err, 'Judge the run again with')).toEqual(['report', at('one')]);
  expect((await phones.bench('report', at('one'), '--out', 'one')).code).toBe(0);
  expect((await phones.bench('verify', 'one')).code).toBe(0);
});
