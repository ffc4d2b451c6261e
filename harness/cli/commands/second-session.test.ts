import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Commands, commands, type Scene } from '#harness/cli/world.fixture.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { aMargin, aPass } from '#harness/compare/run.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

let phones: Commands;

afterEach(() => phones.close());

const lab = (scene: Partial<Scene> = {}): void => {
  phones = commands({ suites: [suiteWith(8)], factors: { slow: 1.2 }, ...scene });
  writeFileSync(join(phones.folder, 'twice.json'), '{ "id": "twice", "basedOn": "pr", "confirm": "secondSession" }');
};
const bench: Commands['bench'] = async (...argv) => phones.bench(...argv);
const measure = ['run', '--suite', 'latency', '--candidate', 'slow.ipa', '--baseline', 'reference.ipa', '--out', 'one'];
const twice = ['--policy', 'twice.json'];
const file = (name: string): string => join(phones.folder, 'one', name);
const measured = (): Run => parseRun(JSON.parse(readFileSync(file('run.json'), 'utf8')), 'run.json');

test('a run that fails is measured again where it failed, after a rest, and both sessions are kept', async () => {
  lab({ deviceIds: ['one'] });
  const { code, out } = await bench(...measure, ...twice, '--seed', '7');
  expect(code).toBe(1);
  expect(out).toContain(
    'The first session finds a regression. The gate fails only if a second session finds it too.\n' +
      'Measuring again: time to first token (pass latency) on iPhone one (virtual), after a rest of 20 min; at most about 29 min\n',
  );
  const { secondSession, seed, endedAt, launches } = measured();
  expect(secondSession).toMatchObject({
    deviceIds: ['one'],
    asked: [{ passId: 'latency', metrics: ['timeToFirstToken'] }],
  });
  expect(secondSession?.seed).not.toBe(seed);
  expect(Date.parse(secondSession?.startedAt ?? '') - Date.parse(endedAt)).toBeGreaterThanOrEqual(20 * 60_000);
  expect(phones.seen).toMatchObject({ opened: 2, closed: 2, claimed: null });
  expect(phones.seen.launches).toBe(launches.length + (secondSession?.launches.length ?? 0));
  expect(['journal.jsonl', 'second-session'].filter((name) => existsSync(file(name)))).toEqual([]);
  const record = JSON.parse(readFileSync(file('verdicts.json'), 'utf8'));
  expect(record).toMatchObject({
    decision: 'fail',
    secondSession: [{ metric: 'timeToFirstToken', verdict: 'regression' }],
  });
  const again = secondSession?.launches.length ?? 0;
  const scope = `1 verdict recomputed from ${again} launches of the second session: all as`;
  expect(await bench('verify', 'one')).toMatchObject({ code: 0, err: '', out: expect.stringContaining(scope) });
  expect((await bench('bundle', 'one', '--out', 'one.bundle')).code).toBe(0);
  expect(await bench('verify', 'one.bundle')).toMatchObject({ code: 0, err: '', out: expect.stringContaining(scope) });
  // A second session that was altered is found out.
  const altered = record.secondSession.map((verdict: object) => ({ ...verdict, margin: 0.5 }));
  writeFileSync(file('verdicts.json'), JSON.stringify({ ...record, secondSession: altered }));
  expect(await bench('verify', 'one')).toMatchObject({ code: 1, out: expect.stringContaining('second session') });
  const { secondSession: _gone, ...without } = record;
  writeFileSync(file('verdicts.json'), JSON.stringify({ ...without, decision: 'inconclusive' }));
  expect((await bench('verify', 'one')).code).toBe(1);
});

test('what the second session does not find neither fails nor passes, and is not asked a third time', async () => {
  const factors = {
    get slow(): number {
      return phones.seen.opened < 2 ? 1.2 : 1;
    },
  };
  lab({ factors });
  expect((await bench(...measure, ...twice)).code).toBe(3);
  const { launches } = phones.seen;
  expect((await bench('run', '--resume', 'one')).code).toBe(3);
  expect(phones.seen.launches).toBe(launches);
  expect((await bench('gate', 'one', '--policy', 'pr')).code).toBe(1);
});

test('a second session that is interrupted goes on, and nothing of the first one is measured again', async () => {
  lab({ stopAt: 20 });
  const stopped = await bench(...measure, ...twice, '--no-stop-on-regression');
  expect(stopped).toMatchObject({ code: 4, err: expect.stringContaining('run --resume') });
  const first = measured();
  expect([first.isComplete, first.secondSession, first.launches.length]).toEqual([true, undefined, 16]);
  expect(await bench('run', '--resume', 'one')).toMatchObject({ code: 1, err: '' });
  const { secondSession, ...run } = measured();
  expect(run).toEqual(first);
  expect(secondSession).toMatchObject({ resumedAt: expect.any(String), isComplete: true });
  expect(phones.seen.launches).toBeLessThanOrEqual(33);
});

test('a run that is stopped before its second session keeps the first one, and measures the second with the printed command', async () => {
  lab({ stopAt: 16 });
  const stopped = await bench(...measure, ...twice, '--no-stop-on-regression');
  expect(stopped.code).toBe(4);
  const [, command = ''] = /(?:Resume it|Measure the second one) with: fastvlm-bench (.+)\n/.exec(stopped.err) ?? [];
  expect(phones.seen).toMatchObject({ launches: 16, claimed: null });
  expect(existsSync(file('second-session'))).toBe(false);
  expect(await bench(...command.split(' '))).toMatchObject({ code: 1, err: '' });
  expect([measured().launches.length, measured().secondSession?.isComplete]).toEqual([16, true]);
});

test('under a policy that asks for none, a second session that was begun stays, and goes on under its own', async () => {
  lab({ stopAt: 20 });
  await bench(...measure, ...twice, '--no-stop-on-regression');
  const journal = readFileSync(join(file('second-session'), 'journal.jsonl'), 'utf8');
  const once = await bench('run', '--resume', 'one', '--policy', 'pr');
  expect(once.code).toBe(1);
  expect(once.out).toContain(
    'This run was started under policy twice. It is judged under pr now; commands without --policy judge it under twice.\n' +
      'Its second session stays unfinished: under pr nothing needs it. Finish it with: fastvlm-bench run --resume ',
  );
  expect(readFileSync(join(file('second-session'), 'journal.jsonl'), 'utf8')).toBe(journal);
  expect((await bench('gate', 'one')).code).toBe(3);
  const again = await bench('run', '--resume', 'one');
  expect(again).toMatchObject({ code: 1, err: '' });
  expect(again.out).not.toContain('was begun under');
  expect(phones.seen.launches).toBeLessThanOrEqual(33);
});

test('a second session under a policy that the run was not begun under is continued by the command that is printed', async () => {
  lab({ stopAt: 20 });
  await bench(...measure, '--no-stop-on-regression');
  const stopped = await bench('run', '--resume', 'one', ...twice);
  expect(stopped).toMatchObject({ code: 4, err: expect.stringContaining('Resume it with: ') });
  const [, command = ''] = /Resume it with: fastvlm-bench (.+)\n/.exec(stopped.err) ?? [];
  expect(await bench(...command.split(' '))).toMatchObject({ code: 1, err: '' });
  expect(measured().secondSession).toMatchObject({ isComplete: true });
  // The run keeps the policy that it was begun under.
  expect([measured().policy, (await bench('gate', 'one')).code]).toEqual(['pr', 1]);
  expect((await bench('gate', 'one', ...twice)).code).toBe(1);
});

test('a second session that came to its end with too few launches is a failure of the lab, and is not measured again', async () => {
  lab();
  await bench(...measure, ...twice, '--no-stop-on-regression');
  const run = measured();
  const { completeness: _all, ...second } = run.secondSession ?? { launches: [] };
  const secondSession = { ...second, launches: second.launches.slice(0, 2) };
  writeFileSync(file('run.json'), JSON.stringify({ ...run, id: 'short', secondSession }));
  const { launches } = phones.seen;
  expect((await bench('run', '--resume', 'one')).code).toBe(4);
  expect(phones.seen.launches).toBe(launches);
});

test('a second session whose result cannot be written is kept in its journal, and nothing of it is measured again', async () => {
  let first = '';
  /** Something is in the way of the file from now on. */
  const block = (): void => {
    if (first !== '') return;
    first = readFileSync(file('run.json'), 'utf8');
    rmSync(file('run.json'));
    mkdirSync(join(file('run.json'), 'in the way'), { recursive: true });
  };
  const factors = {
    get slow(): number {
      if (phones.seen.opened === 2) block();
      return 1.2;
    },
  };
  lab({ factors });
  expect(await bench(...measure, ...twice)).toMatchObject({ code: 2, err: expect.stringContaining('run --resume') });
  const { launches } = phones.seen;
  rmSync(file('run.json'), { recursive: true });
  writeFileSync(file('run.json'), first);
  expect((await bench('run', '--resume', 'one')).code).toBe(1);
  expect(phones.seen.launches).toBe(launches);
});

test('a second session that another run left in the folder is not taken for its own', async () => {
  lab();
  await bench(...measure);
  const journal = join(file('second-session'), 'journal.jsonl');
  const { launches, secondSession: _second, endedAt: _ended, ...header } = measured();
  mkdirSync(file('second-session'));
  const leave = (id: string): void => {
    const lines = launches.map((launch) => ({ ...launch, nonce: `${launch.nonce}-2` }));
    writeFileSync(journal, [{ ...header, id }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
  leave('another');
  const other = await bench('run', '--resume', 'one', ...twice);
  expect(other).toMatchObject({ code: 2, err: expect.stringContaining('has the second session of run another') });
  rmSync(file('run.json'));
  expect(await bench(...measure)).toMatchObject({ code: 2, err: expect.stringContaining('already holds a run') });
});

test('a second session does not begin by a clock that is set before the first one', async () => {
  lab();
  await bench(...measure);
  writeFileSync(file('run.json'), JSON.stringify({ ...measured(), endedAt: '2026-01-02T00:00:00.000Z' }));
  const { code, err } = await bench('run', '--resume', 'one', ...twice);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/The clock of this machine says 2026-01-01 .+ Set the clock/s),
  ]);
});

test('a second session that lost its phone is a failure of the lab, and goes on with --resume', async () => {
  lab({ lostSession: 2 });
  const failed = await bench(...measure, ...twice);
  expect(failed).toMatchObject({ code: 4, err: expect.stringContaining('run --resume') });
  expect(measured().secondSession).toMatchObject({ isComplete: false });
  expect((await bench('run', '--resume', 'one')).code).toBe(1);
  expect(measured().secondSession).toMatchObject({ isComplete: true });
  expect(await bench('verify', 'one')).toMatchObject({ code: 0, err: '' });
});

test('a run that was measured once waits for its second session, which may come on another day', async () => {
  lab();
  const { out } = await bench(...measure);
  const id = /Run: +(\S+)/.exec(out)?.[1] ?? 'no run was printed';
  expect((await bench('gate', id, ...twice)).code).toBe(3);
  expect((await bench('run', '--resume', 'one', ...twice)).code).toBe(1);
  // The store has it too.
  expect((await bench('gate', id, ...twice)).code).toBe(1);
  expect((await bench('gate', id)).code).toBe(1);
  expect(await bench('verify', id)).toMatchObject({ code: 0, err: '' });
});

test('a plan says what a second session may cost', async () => {
  lab();
  const plan = ['plan', '--suite', 'latency'];
  const { out } = await bench(...plan, ...twice);
  expect(out).toContain(
    'a second session measures again what failed, after a rest of 20 min: at most 16 more launches.',
  );
  expect((await bench(...plan)).out).not.toContain('second session');
  expect(JSON.parse((await bench(...plan, ...twice, '--json')).out).secondSession).toEqual({
    restMs: 1_200_000,
    mostLaunches: 16,
    mostDurationMs: null,
  });
});

test('what a second session may cost is that of all phones, of a policy in the configuration, and of passes that it could ask', async () => {
  const own = suiteWith(8);
  const accuracy = aPass('accuracy', ['answerAccuracy']);
  const suite = { ...own, passes: [...own.passes, accuracy], margins: [...own.margins, aMargin('answerAccuracy')] };
  lab({ suites: [suite, { ...suite, id: 'answers', passes: [accuracy] }], deviceIds: ['one', 'two'] });
  const config = { policy: 'twice', policies: { twice: { confirm: 'secondSession' } } };
  writeFileSync(join(phones.folder, 'fastvlm-bench.config.json'), JSON.stringify(config));
  const cost = async (name: string): Promise<unknown> =>
    JSON.parse((await bench('plan', '--suite', name, '--device', 'one', '--device', 'two', '--json')).out)
      .secondSession;
  expect(await cost('latency')).toEqual({ restMs: 1_200_000, mostLaunches: 32, mostDurationMs: null });
  // Accuracy is the same in every session: it is not measured again.
  expect(await cost('answers')).toBeNull();
});

test('`config show` says which policy asks for a second session', async () => {
  lab();
  const write = (policies: object): void =>
    writeFileSync(join(phones.folder, 'fastvlm-bench.config.json'), JSON.stringify({ policies }));
  write({ once: {}, twice: { confirm: 'secondSession' } });
  const { out } = await bench('config', 'show');
  expect(out.match(/^Policy (\w+): .*a regression needs a second session/gm)).toEqual([
    expect.stringMatching(/^Policy twice/),
  ]);
  write({ twice: { confirm: 'twice' } });
  expect(await bench('config', 'check')).toMatchObject({ code: 2, err: expect.stringContaining('secondSession') });
});
