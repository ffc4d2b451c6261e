import { expect, test } from 'vitest';
import { openWithin, type SessionLimit } from './webdriver-session.ts';

class CommandError extends Error {}

const limit = (limitMs: number): SessionLimit => ({
  asked: 'a session',
  limitMs,
  toError: (cause) => new CommandError('failed', { cause }),
});

test('a session that opens after its limit is closed again', async () => {
  const opening = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<string>();
  const opened = openWithin(
    limit(1),
    async () => opening.promise,
    async (late) => closed.resolve(late),
  );
  await expect(opened).rejects.toBeInstanceOf(CommandError);
  opening.resolve('late session');
  expect(await closed.promise).toBe('late session');
});

test('a session that opens in time stays open, and one that fails late or cannot be closed disturbs nobody', async () => {
  const closed: string[] = [];
  const close = async (late: string): Promise<never> => {
    closed.push(late);
    throw new Error('it is gone');
  };
  expect(await openWithin(limit(60_000), async () => 'session', close)).toBe('session');
  for (const settle of ['resolve', 'reject'] as const) {
    const opening = Promise.withResolvers<string>();
    await expect(openWithin(limit(1), async () => opening.promise, close)).rejects.toBeInstanceOf(CommandError);
    if (settle === 'resolve') opening.resolve('late');
    else opening.reject(new Error('late fault'));
    await opening.promise.catch(() => {});
  }
  expect(closed).toEqual(['late']);
});
