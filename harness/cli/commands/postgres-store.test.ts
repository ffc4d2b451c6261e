import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Commands, commands, type Ended } from '#harness/cli/world.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type PostgresServer, startPostgres } from '#harness/store/postgres.fixture.ts';

let server: PostgresServer;
let address: string;
let phones: Commands;

beforeAll(async () => {
  server = await startPostgres();
});
beforeEach(async () => {
  address = await server.newDatabase();
  phones = commands({
    suites: [suiteWith(8)],
    factors: { slow: 1.3 },
    environment: { FASTVLM_BENCH_STORE: address },
    stopAt: 3,
  });
});
afterEach(() => phones.close());
afterAll(async () => server.stop());

const shown: Ended[] = [];
const bench = async (...argv: readonly string[]): Promise<Ended> => {
  const ended = await phones.bench(...argv);
  shown.push(ended);
  return ended;
};

test('a team measures, compares and resumes with a store that is a database, and nobody sees its password', async () => {
  const interrupted = await bench('run', '--suite', 'latency', '--candidate', 'fast.ipa', '--out', 'first');
  expect(interrupted.code).toBe(4);
  expect(interrupted.err).toMatch(/run --resume \S*first --store postgres:\/\/postgres@127/);
  expect((await bench('run', '--resume', 'first')).code).toBe(0);
  expect((await bench('baseline', 'set', 'main', 'first', '--why', 'first release')).code).toBe(0);
  const slow = await bench(
    'run',
    '--suite',
    'latency',
    '--candidate',
    'slow.ipa',
    '--baseline',
    'main',
    '--out',
    'second',
  );
  expect(slow.code).toBe(1);
  const id = /Run: +(\S+)/.exec(slow.out)?.[1] ?? '';
  expect((await bench('runs')).out).toContain(id);
  expect((await bench('report', id)).code).toBe(1);
  expect((await bench('verify', id)).code).toBe(0);
  expect((await bench('store', 'info')).out).toMatch(/^Runs {10}2, /m);
  expect((await bench('baseline', 'history')).out).toContain('first release');
  expect((await bench('run', '--help')).out).toMatch(/default:\s+postgres:\/\/postgres@/);
  expect((await bench('runs', 'remove', id)).out).toBe(`Removed ${id} from the store.\n`);
  for (const { out, err } of shown) expect(out + err).not.toContain('secret');
});
