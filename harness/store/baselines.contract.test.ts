import { expect, test } from 'vitest';
import { describeEngines } from './engines.fixture.ts';
import { exampleRun } from './run.fixture.ts';

describeEngines((opened) => {
  test('a baseline is a name that points at a run, and can be pointed at another', async () => {
    await opened.store.save(exampleRun('one'));
    await opened.store.save(exampleRun('two'));
    await opened.store.setBaseline('main', 'one', new Date(0));
    await opened.store.setBaseline('main', 'two', new Date(1));
    expect(await opened.store.baseline('main')).toEqual({
      name: 'main',
      runId: 'two',
      setAt: '1970-01-01T00:00:00.001Z',
    });
    expect(await opened.store.baseline('other')).toBeNull();
    expect(await opened.store.baselines()).toHaveLength(1);
  });

  test('a baseline cannot point at a run that is not there', async () => {
    await expect(opened.store.setBaseline('main', 'nothing', new Date(0))).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
  });

  test('every move of a baseline is kept, with who made it and why', async () => {
    await opened.store.save(exampleRun('one'));
    await opened.store.save(exampleRun('two'));
    await opened.store.setBaseline('main', 'one', new Date(0), { by: 'someone', why: 'first release' });
    await opened.store.setBaseline('main', 'two', new Date(1));
    await opened.store.removeBaseline('main', new Date(2), { by: 'someone', why: 'renamed' });
    await opened.store.removeBaseline('main', new Date(3));
    expect(await opened.store.baselineMoves('main')).toEqual([
      { name: 'main', runId: 'one', at: '1970-01-01T00:00:00.000Z', by: 'someone', why: 'first release' },
      { name: 'main', runId: 'two', at: '1970-01-01T00:00:00.001Z', by: null, why: null },
      { name: 'main', runId: null, at: '1970-01-01T00:00:00.002Z', by: 'someone', why: 'renamed' },
    ]);
    expect(await opened.store.baselineMoves()).toHaveLength(3);
    expect(await opened.store.baselineMoves('other')).toEqual([]);
  });

  test('a baseline moves only from where it was seen, if that is asked for', async () => {
    for (const id of ['one', 'two', 'three']) await opened.store.save(exampleRun(id));
    await opened.store.setBaseline('main', 'one', new Date(0), { expected: null });
    await opened.store.setBaseline('main', 'two', new Date(1), { expected: 'one' });
    const late = opened.store.setBaseline('main', 'three', new Date(2), { expected: 'one' });
    await expect(late).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('main is two') });
    const again = opened.store.setBaseline('main', 'three', new Date(2), { expected: null });
    await expect(again).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('should be new') });
    expect((await opened.store.baseline('main'))?.runId).toBe('two');
    expect(await opened.store.baselineMoves()).toHaveLength(2);
  });

  test('of many who move a baseline from the same place at once one succeeds', async () => {
    const ids = ['one', 'two', 'three', 'four', 'five'];
    for (const id of ids) await opened.store.save(exampleRun(id));
    await opened.store.setBaseline('main', 'one', new Date(0));
    const others = await Promise.all(ids.map(async () => opened.open()));
    const moves = await Promise.allSettled(
      others.map(async (other, index) =>
        other.setBaseline('main', ids[index] ?? '', new Date(index), { expected: 'one' }),
      ),
    );
    await Promise.all(others.map(async (other) => other.close()));
    const moved = moves.filter(({ status }) => status === 'fulfilled').length;
    // Whoever leaves it where it was lets the next one move it.
    expect([1, 2]).toContain(moved);
    expect(await opened.store.baselineMoves('main')).toHaveLength(1 + moved);
  });
});
