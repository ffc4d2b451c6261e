import { headerOf, type Run } from '#harness/domain/run.ts';
import { expect, test } from 'vitest';
import { measuredBeside } from '#harness/domain/reference.ts';
import { aDevice } from '#harness/compare/run.fixture.ts';
import { describeEngines } from './engines.fixture.ts';
import { exampleCalibration, exampleLaunch, exampleRun, exampleVerdicts } from './run.fixture.ts';

describeEngines((opened) => {
  test('a run comes back as it was stored', async () => {
    const run = exampleRun('one');
    await opened.store.save(run);
    expect(await opened.store.load('one')).toEqual(run);
    expect(await opened.store.load('two')).toBeNull();
  });

  test('what a run began with is read without its launches', async () => {
    const run = exampleRun('one');
    await opened.store.save(run);
    expect(await opened.store.header('one')).toEqual(headerOf(run));
    expect(await opened.store.header('two')).toBeNull();
  });

  test('storing a complete run a second time changes nothing', async () => {
    await opened.store.save(exampleRun('one'));
    await opened.store.save({ ...exampleRun('one'), isComplete: false });
    expect((await opened.store.load('one'))?.isComplete).toBe(true);
  });

  test('a run that was stored incomplete is replaced by what it became when it was resumed', async () => {
    await opened.store.save({ ...exampleRun('one'), isComplete: false });
    await opened.store.save({ ...exampleRun('one'), endedAt: '2026-01-01T01:00:00.000Z' });
    expect(await opened.store.load('one')).toMatchObject({ isComplete: true, endedAt: '2026-01-01T01:00:00.000Z' });
    expect(await opened.store.list()).toMatchObject([{ id: 'one', isComplete: true }]);
  });

  test('runs are listed newest first', async () => {
    await opened.store.save(exampleRun('old', '2026-01-01T00:00:00.000Z'));
    await opened.store.save(exampleRun('new', '2026-02-01T00:00:00.000Z'));
    expect((await opened.store.list()).map((entry) => entry.id)).toEqual(['new', 'old']);
  });

  test('a run is listed with its baseline, where it was measured and its decision under each policy', async () => {
    const phone = aDevice('phone', { provenance: 'physical' });
    const alone = { ...exampleRun('alone', '2026-01-01T00:00:00.000Z'), devices: [phone] };
    const held = {
      ...exampleRun('held', '2026-01-02T00:00:00.000Z'),
      reference: { kind: 'stored', runId: 'alone' } as const,
      devices: [phone],
      policy: 'pr',
    };
    const beside = {
      ...exampleRun('beside', '2026-01-03T00:00:00.000Z'),
      reference: measuredBeside({ ...alone.candidate, label: 'app 0.9' }),
      devices: [phone, aDevice('other', { provenance: 'virtual' })],
    };
    for (const run of [alone, held, beside]) await opened.store.save(run);
    const own = { runId: 'held', baselineRunId: 'alone' };
    await opened.store.saveVerdicts(
      exampleVerdicts({ ...own, decision: 'fail', policy: { id: 'release' }, judgedAt: '2026-01-03' }),
    );
    await opened.store.saveVerdicts(
      exampleVerdicts({ ...own, decision: 'pass', policy: { id: 'pr' }, judgedAt: '2026-01-02' }),
    );
    await opened.store.saveVerdicts(
      exampleVerdicts({ runId: 'held', baselineRunId: 'beside', judgedAt: '2026-01-04' }),
    );
    expect(await opened.store.list()).toMatchObject([
      { id: 'beside', baselineLabel: 'app 0.9', provenance: 'virtual', policy: null, decisions: [] },
      {
        id: 'held',
        baselineLabel: 'app 1.0',
        provenance: 'physical',
        policy: 'pr',
        decisions: [
          { policy: 'pr', decision: 'pass' },
          { policy: 'release', decision: 'fail' },
        ],
      },
      { id: 'alone', baselineLabel: null, provenance: 'physical', decisions: [] },
    ]);
  });

  test('a run gains a second session, and more of one that was not complete, but loses nothing of it', async () => {
    const example = exampleRun('one');
    const passes = example.suite.passes.map((pass): typeof pass => ({ ...pass, metrics: ['prefill'] }));
    const run: Run = { ...example, devices: [aDevice('phone')], suite: { ...example.suite, passes } };
    const withSecond = (launches: number, isComplete: boolean): Run => ({
      ...run,
      secondSession: {
        startedAt: run.endedAt,
        endedAt: '2026-03-01T10:00:00.000Z',
        seed: 2,
        deviceIds: ['phone'],
        asked: [{ passId: 'latency', metrics: ['prefill'] }],
        environments: [],
        launches: Array.from({ length: launches }, (_, index) => ({
          ...exampleLaunch(index),
          nonce: `again ${index}`,
        })),
        isComplete,
      },
    });
    const saved: string[] = [];
    const saves = [run, withSecond(2, false), withSecond(1, false), withSecond(3, true), withSecond(4, false)];
    for (const each of saves) saved.push(await opened.store.save(each));
    expect(saved).toEqual(['added', 'replaced', 'differs', 'replaced', 'differs']);
    expect((await opened.store.load('one'))?.secondSession?.launches).toHaveLength(3);
    // Its phone was in use until then.
    expect([...(await opened.store.lastUse(['phone']))]).toEqual([['phone', '2026-03-01T10:00:00.000Z']]);
  });

  test('sessions of a build are its runs of one suite, newest first', async () => {
    const other = exampleRun('other');
    await opened.store.save(exampleRun('old', '2026-01-01T00:00:00.000Z'));
    await opened.store.save(exampleRun('new', '2026-02-01T00:00:00.000Z'));
    await opened.store.save({ ...other, candidate: { ...other.candidate, id: 'another' } });
    expect(await opened.store.sessionsOf('sha', 'latency')).toEqual(['new', 'old']);
    expect(await opened.store.sessionsOf('sha', 'memory')).toEqual([]);
  });

  test('the last use of a device is the end of the last run on it, whichever run was stored last', async () => {
    const endingAt = (id: string, endedAt: string): ReturnType<typeof exampleRun> => ({
      ...exampleRun(id),
      devices: [aDevice('phone')],
      endedAt,
    });
    await opened.store.save(endingAt('late', '2026-02-01T10:00:00.000Z'));
    await opened.store.save(endingAt('early', '2026-01-01T10:00:00.000Z'));
    expect([...(await opened.store.lastUse(['phone', 'never used']))]).toEqual([['phone', '2026-02-01T10:00:00.000Z']]);
    expect((await opened.store.lastUse([])).size).toBe(0);
  });

  test('what was stored is there when the store is opened again', async () => {
    await opened.store.save(exampleRun('one'));
    await opened.reopen();
    expect((await opened.store.load('one'))?.id).toBe('one');
  });

  test('storing a run says what became of it', async () => {
    const half = { ...exampleRun('one'), isComplete: false, launches: [exampleLaunch(0)] };
    const whole = { ...exampleRun('one'), launches: [exampleLaunch(0), exampleLaunch(1)] };
    expect(await opened.store.save(half)).toBe('added');
    expect(await opened.store.save(whole)).toBe('replaced');
    expect(await opened.store.save(whole)).toBe('known');
    expect(await opened.store.save(half)).toBe('differs');
    expect(await opened.store.load('one')).toEqual(whole);
  });

  test('launches come back in their order, whatever pass and device they are of', async () => {
    const launches = [0, 1, 2, 3, 4].map((index) => {
      const launch = exampleLaunch(index);
      const pass = index % 2 === 0 ? 'latency' : 'memory';
      return { ...launch, deviceId: index < 3 ? 'phone' : 'other', slot: { ...launch.slot, pass } };
    });
    const run = { ...exampleRun('one'), devices: [aDevice('phone'), aDevice('other')], launches };
    await opened.store.save(run);
    expect((await opened.store.load('one'))?.launches).toEqual(launches);
  });

  test('a run may have more launches than one statement takes', async () => {
    const launches = Array.from({ length: 2500 }, (_, index) => exampleLaunch(index));
    await opened.store.save({ ...exampleRun('one'), launches });
    expect((await opened.store.load('one'))?.launches).toHaveLength(2500);
    expect((await opened.store.info()).values).toBe(2500);
  });

  test('a run that is removed takes its values and verdicts along, and nothing of others', async () => {
    await opened.store.save(exampleRun('one'));
    await opened.store.save(exampleRun('two'));
    await opened.store.saveVerdicts(exampleVerdicts({ runId: 'one' }));
    await opened.store.saveVerdicts(exampleVerdicts({ runId: 'two' }));
    await opened.store.removeRun('one');
    expect(await opened.store.load('one')).toBeNull();
    expect(await opened.store.verdicts('one')).toEqual([]);
    expect(await opened.store.verdicts('two')).toHaveLength(1);
    expect(await opened.store.info()).toMatchObject({ runs: 1, launches: 1, values: 1, verdicts: 1 });
  });

  test('values are found by lane, run by run', async () => {
    const phone = aDevice('phone', { provenance: 'physical' });
    await opened.store.save({ ...exampleRun('new', '2026-02-01T00:00:00.000Z'), devices: [phone] });
    await opened.store.save({ ...exampleRun('old', '2026-01-01T00:00:00.000Z'), devices: [phone] });
    await opened.store.save({ ...exampleRun('virtual'), devices: [aDevice('phone', { provenance: 'virtual' })] });
    const lanes = await opened.store.lanes();
    expect(lanes.map(({ provenance, metric }) => [provenance, metric])).toEqual([
      ['physical', 'timeToFirstToken'],
      ['virtual', 'timeToFirstToken'],
    ]);
    const own = lanes.filter(({ provenance }) => provenance === 'physical').map(({ id }) => id);
    expect(await opened.store.laneValues(own)).toMatchObject([
      { runId: 'new', deviceId: 'phone', arm: 'candidate', block: 0, value: 100 },
      { runId: 'old', value: 100 },
    ]);
    expect(await opened.store.laneValues([])).toEqual([]);
  });

  test('the values of a run come in the order of its blocks, to the last bit', async () => {
    const launches = Array.from({ length: 12 }, (_, index) => exampleLaunch(11 - index));
    await opened.store.save({ ...exampleRun('one'), launches });
    const [lane] = await opened.store.lanes();
    const found = await opened.store.laneValues([lane?.id ?? 0]);
    expect(found).toEqual(
      Array.from({ length: 12 }, (_, block) => ({
        laneId: lane?.id,
        runId: 'one',
        deviceId: 'phone',
        arm: 'candidate',
        block,
        value: 100 + block / 3,
      })),
    );
  });

  test('many who store runs at once lose none', async () => {
    const others = await Promise.all(Array.from({ length: 4 }, async () => opened.open()));
    await Promise.all(
      others.flatMap((other, writer) =>
        Array.from({ length: 5 }, async (_, index) => {
          await other.save(exampleRun(`${writer}-${index}`));
          await other.saveVerdicts(exampleVerdicts({ runId: `${writer}-${index}` }));
          // The same one from everybody.
          await other.save(exampleRun('shared'));
        }),
      ),
    );
    await Promise.all(others.map(async (other) => other.close()));
    expect(await opened.store.info()).toMatchObject({ runs: 21, launches: 21, values: 21, verdicts: 20 });
  });

  test('a store that is opened to read takes nothing', async () => {
    await opened.store.save(exampleRun('one'));
    const reader = await opened.open('read');
    expect((await reader.load('one'))?.id).toBe('one');
    await expect(reader.save(exampleRun('two'))).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
    await reader.close();
    expect(await opened.store.load('two')).toBeNull();
  });

  test('a store says what it holds', async () => {
    expect(await opened.store.info()).toMatchObject({ version: 4, runs: 0, oldest: null, newest: null });
    await opened.store.save(exampleRun('one', '2026-01-01T00:00:00.000Z'));
    await opened.store.save(exampleRun('two', '2026-02-01T00:00:00.000Z'));
    await opened.store.saveCalibrations([exampleCalibration()]);
    const info = await opened.store.info();
    expect(info).toMatchObject({
      runs: 2,
      launches: 2,
      lanes: 1,
      values: 2,
      calibrations: 1,
      baselines: 0,
      oldest: '2026-01-01T00:00:00.000Z',
      newest: '2026-02-01T00:00:00.000Z',
    });
    expect(info.bytes).toBeGreaterThan(0);
    expect(info.name).not.toContain('secret');
  });
});
