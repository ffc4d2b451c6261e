import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import type { Run } from '#harness/domain/run.ts';
import { parseRun } from '#harness/domain/run.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { baselineRunId } from '#harness/domain/reference.ts';
import { openSqliteStore } from '#harness/store/sqlite-store.ts';

let phones: Commands;

beforeEach(() => {
  phones = commands({ suites: [suiteWith(8)], factors: { slow: 1.2 }, stopAt: 5 });
});

afterEach(() => phones.close());

const measure = ['run', '--suite', 'latency', '--seed', '7', '--candidate', 'slow.ipa'];
const against = ['--baseline', 'reference.ipa'];

const textOf = (path: string): string => readFileSync(join(phones.folder, path), 'utf8');
const runIn = (path: string): Run => parseRun(JSON.parse(textOf(join(path, 'run.json'))), path);

/** The command line that a stopped run named, without the program. */
function resuming(err: string): readonly string[] {
  const [, command] = /fastvlm-bench (run --resume .*)$/m.exec(err) ?? [];
  if (command === undefined) throw new Error(err);
  return command.split(' ');
}

test('a run that is complete is not measured again but judged again, and its file stays as it was', async () => {
  await phones.bench(...measure, ...against, '--no-stop-on-regression', '--out', 'one');
  await phones.bench('run', '--resume', 'one');
  const before = { text: textOf('one/run.json'), ...phones.seen };
  const { code, out, err } = await phones.bench('run', '--resume', 'one');
  expect(err).toBe('');
  expect(out).toMatch(/^\S+-latency-\S+ is complete already: no launch is added\.\n\nsummary\n/);
  expect(out).not.toContain('launches');
  expect(code).toBe(1);
  expect({ text: textOf('one/run.json'), ...phones.seen }).toEqual(before);
});

test('a resumed run says when it was resumed, and how many launches were there already', async () => {
  const stopped = await phones.bench(...measure, '--out', 'one');
  expect(stopped.code).toBe(4);
  expect(stopped.err).toMatch(
    /^Finishing the journal and closing the phone sessions[^]*\nerror: Stopped before the end/,
  );
  const { out } = await phones.bench('run', '--resume', 'one');
  expect(out).toMatch(/\nResumed: \d launches are in the journal already\n/);
  const { startedAt, endedAt, resumedAt = '' } = runIn('one');
  expect(startedAt < resumedAt && resumedAt < endedAt).toBe(true);
});

test('a run that is stopped says how much is in its journal, in whole words', async () => {
  const stopped = async (stopAt: number): Promise<string> => {
    const own = commands({ suites: [suiteWith(8)], stopAt });
    const { err } = await own.bench(...measure, '--out', 'one');
    own.close();
    return err;
  };
  expect(await stopped(1)).toContain('; 1 launch is in the journal.');
  expect(await stopped(3)).toContain('; 3 launches are in the journal.');
});

test('a complete run whose file is damaged names the file and the store, and is not called a missing journal', async () => {
  await phones.bench(...measure, ...against, '--out', 'one');
  await phones.bench('run', '--resume', 'one');
  writeFileSync(join(phones.folder, 'one/run.json'), textOf('one/run.json').slice(0, 500));
  const { code, err } = await phones.bench('run', '--resume', 'one');
  expect(code).toBe(2);
  expect(err).toMatch(/one\/run\.json is not JSON, and there is no journal beside it\.\n.*fastvlm-bench report RUN/);
});

test('a run that was measured in one go was never resumed', async () => {
  await phones.bench(...measure, '--blocks', '2', '--out', 'one');
  expect(runIn('one')).not.toHaveProperty('resumedAt');
});

test('a run is resumed with its own store, from whichever folder', async () => {
  const { err } = await phones.benchIn('here', ...measure);
  const { code } = await phones.benchIn('there', ...resuming(err));
  expect(code).toBe(0);
  expect(existsSync(join(phones.folder, 'there'))).toBe(false);
  expect((await phones.benchIn('here', 'runs')).out).toMatch(/-latency-/);
});

test('a baseline is met by its name also where a folder is called the same', async () => {
  await phones.bench(
    'run',
    '--suite',
    'latency',
    '--blocks',
    '2',
    '--candidate',
    'reference.ipa',
    '--out',
    'main/first',
  );
  await phones.bench('baseline', 'set', 'main', 'main/first');
  const { err } = await phones.bench(...measure, '--baseline', 'main', '--blocks', '2', '--out', 'one');
  expect(err).toBe('');
  expect(baselineRunId(runIn('one'))).toBe(runIn('main/first').id);
});

test('what goes on with a run names the policy and the builds that were named', async () => {
  await phones.bench(...measure, '--out', 'one');
  const folder = join(phones.folder, 'one');
  const named = ['run', '--resume', 'one', '--policy', 'release'];
  const refused = await phones.bench(...named, '--candidate', 'new/slow.ipa', '--blocks', '3');
  expect(refused.err).toContain(
    `--resume ${folder} --policy release --candidate ${join(phones.folder, 'new/slow.ipa')}\n`,
  );
  phones.moveBuild('slow.ipa', 'moved.ipa');
  expect((await phones.bench(...named)).err).toContain(`--resume ${folder} --policy release --candidate app.ipa\n`);
  expect((await phones.bench('run', '--resume', 'one')).err).toContain(`--resume ${folder} --candidate app.ipa\n`);
});

test('what goes on with a run names the store and the datasets that the run named', async () => {
  const places = ['--store', 'own.sqlite', '--datasets-dir', 'data'];
  const { err } = await phones.bench(...measure, '--out', 'one', ...places);
  const at = (name: string): string => join(phones.folder, name);
  const own = ['--store', at('own.sqlite'), '--datasets-dir', at('data')];
  expect(resuming(err)).toEqual(['run', '--resume', at('one'), ...own]);
  expect((await phones.bench(...resuming(err))).code).toBe(0);
  expect((await phones.bench('runs', '--store', 'own.sqlite')).out).toMatch(/-latency-/);
});

test.each([1, 2])(
  'a plan of %i blocks says before it measures that it finds nothing, and does not pass',
  async (blocks) => {
    const own = commands({ suites: [suiteWith(8)], factors: { slow: 2.9 } });
    const options = [...measure, ...against, '--blocks', `${blocks}`, '--out', 'few'];
    const { code, out } = await own.bench(...options);
    const planned = await own.bench('plan', ...options.slice(1, -2));
    own.close();
    const text = new RegExp(`^Too few blocks: pass latency has ${blocks} blocks?; fewer than 3 find no change`, 'm');
    expect(out.search(text)).toBeGreaterThanOrEqual(0);
    expect(out.search(text)).toBeLessThan(out.indexOf('[one]'));
    expect(planned.out).toMatch(text);
    expect(code).toBe(3);
  },
);

test('a plan of three blocks finds a change that is large', async () => {
  const own = commands({ suites: [suiteWith(8)], factors: { slow: 2.9 } });
  const { code, out } = await own.bench(...measure, ...against, '--blocks', '3', '--out', 'few');
  own.close();
  expect(out).not.toContain('Too few blocks');
  expect(code).toBe(1);
});

test('a run keeps which change it measured, and so does the store', async () => {
  const named = [
    '--commit',
    'abc1234',
    '--branch',
    'faster',
    '--pull-request',
    '7',
    '--ci-url',
    'https://ci.example/1',
  ];
  await phones.bench(...measure, ...named, '--out', 'one');
  const { err } = await phones.bench('run', '--resume', 'one', '--commit', 'def5678');
  expect(err).toContain('takes no other options');
  await phones.bench('run', '--resume', 'one');
  const source = { commit: 'abc1234', branch: 'faster', pullRequest: 7, ciUrl: 'https://ci.example/1' };
  expect(runIn('one').source).toEqual(source);
  const store = await openSqliteStore(join(phones.folder, '.fastvlm-bench/store.sqlite'), 'read');
  expect(await store.list()).toMatchObject([{ commit: 'abc1234', branch: 'faster', pullRequest: 7 }]);
  await store.close();
});

test('a run keeps what the CI says of its job', async () => {
  const job = { CIRCLECI: 'true', CIRCLE_SHA1: 'aaaa111', CIRCLE_BRANCH: 'main' };
  const own = commands({ suites: [suiteWith(8)], environment: job });
  await own.bench(...measure, '--out', 'one');
  const run = parseRun(JSON.parse(readFileSync(join(own.folder, 'one', 'run.json'), 'utf8')), 'one');
  expect(run.source).toEqual({ commit: 'aaaa111', branch: 'main' });
  own.close();
});
