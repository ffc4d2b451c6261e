import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkEvents } from '#devices/agent/check-events.ts';
import { file, hello, iteration, load, plan } from '#devices/agent/events.fixture.ts';
import type { EventsVector } from '#devices/agent/vectors.fixture.ts';
import { checkEventsFile } from './check-events.ts';

const FILE = new URL('../../../devices/agent/vectors/events.json', import.meta.url);
const VECTORS: readonly EventsVector[] = JSON.parse(readFileSync(FILE, 'utf8'));
const host = { checkEvents: async (events: Uint8Array, plan: string) => checkEvents(events, plan) };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-events-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Verdict and message of each rule. */
async function checked({ plan, lines = [], base64 }: EventsVector): Promise<ReadonlyMap<string, string>> {
  const events = join(folder, 'events.ndjson');
  writeFileSync(events, base64 === undefined ? lines.join('\n') : Buffer.from(base64, 'base64'));
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
  const checks = await checkEventsFile({ events }, host);
  return new Map(checks.map(({ rule, verdict, message }) => [rule, `${verdict}: ${message}`]));
}

test.each(VECTORS.filter(({ expected }) => expected !== 'complete'))(
  'a file with $what breaks the rule by $expected',
  async (vector) => {
    expect((await checked(vector)).get('answersPlan')).toMatch(new RegExp(`^(broken|unknown): .*${vector.expected}`));
  },
);

test('a whole file keeps the rules that a file can show, without its package and phone', async () => {
  const MIB = 2 ** 20;
  const events = [hello, { ...load, footprintBytes: 300 * MIB }, iteration(0, 7), iteration(1, 7), iteration(2, 8)];
  const base64 = file(events, { peakFootprintBytes: 400 * MIB }).toString('base64');
  const rules = await checked({ what: 'a whole launch', plan, base64, expected: 'complete' });
  expect(rules.get('answersPlan')).toMatch(/^kept/);
  expect(rules.get('sameTokens')).toMatch(/^kept/);
  expect([...rules.keys()]).not.toContain('modelFolder');
});

test.each([
  ['no plan', () => rmSync(join(folder, 'plan.json')), 'FILE_NOT_FOUND', /There is no plan/],
  ['no events', () => rmSync(join(folder, 'events.ndjson')), 'FILE_NOT_FOUND', /There is no events file/],
  [
    'a plan that is none',
    () => writeFileSync(join(folder, 'plan.json'), '{"protocol": 1}'),
    'CONFIG_INVALID',
    /not one of the agent protocol: nonce/,
  ],
  [
    'a plan that is no JSON',
    () => writeFileSync(join(folder, 'plan.json'), '{'),
    'CONFIG_INVALID',
    /not one of the agent protocol/,
  ],
  [
    'more than any agent may write',
    () => truncateSync(join(folder, 'events.ndjson'), 2 ** 27),
    'FILE_UNREADABLE',
    /no agent may write/,
  ],
])('%s is refused', async (_what, spoil, code, message) => {
  const [vector] = VECTORS;
  if (vector === undefined) throw new Error('no vectors');
  await checked(vector);
  spoil();
  await expect(checkEventsFile({ events: join(folder, 'events.ndjson') }, host)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});
