import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '#harness/cli/world.fixture.ts';
import { openStore } from '#harness/store/open-store.ts';

const ADDRESSES = [
  'host=db.example user=me password=secret dbname=bench',
  ' password = secret host=db.example',
  'jdbc:postgresql://me:secret@db.example/bench',
  'mysql://me:secret@db.example/bench',
];

test.each(ADDRESSES)('the address of a database that is not read is no file: %j', async (store) => {
  const own = commands({ suites: [], environment: { FASTVLM_BENCH_STORE: store } });
  const shown: string[] = [];
  for (const argv of [['runs'], ['store', 'info', '--store', store], ['store', 'migrate'], ['verify', 'x']]) {
    const { code, err, out } = await own.bench(...argv);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        /^error: The store is neither a file nor a postgres:\/\/ address\.\n {2}Write a database as /,
      ),
    ]);
    shown.push(err, out);
  }
  shown.push((await own.bench('runs', '--help')).out);
  expect(shown.join('')).not.toContain('secret');
  expect(readdirSync(own.folder)).toEqual([]);
  own.close();
  await expect(openStore(store, 'write', () => [])).rejects.toMatchObject({ code: 'USAGE' });
});

test.each(['store.sqlite', 'host/store.sqlite', 'password.sqlite', './host=1.sqlite'])(
  '%j is a file',
  async (store) => {
    const own = commands({ suites: [] });
    expect((await own.bench('runs', '--store', store)).err).toMatch(/There is no store .*sqlite/);
    own.close();
  },
);
