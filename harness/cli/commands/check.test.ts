import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

let phones: Commands;
beforeAll(() => {
  phones = commands({ suites: [suiteWith(4)], lost: ['lost'] });
});
afterAll(() => phones.close());

test('an app that keeps the protocol is launched twice, and each rule is named', async () => {
  const { code, out, err } = await phones.bench('check', 'app.ipa');
  expect(err).toBe('');
  expect(out).toContain('Launch 2 of 2');
  expect(out).toContain('✓ answersPlan: the events answer the plan');
  expect(out).toContain('! tokens: no tokens, only their hashes');
  expect(out).toMatch(/✓ The app keeps the agent protocol, with 1 doubt\n$/);
  expect({ code, closed: phones.seen.closed, claimed: phones.seen.claimed }).toEqual({
    code: 0,
    closed: 1,
    claimed: null,
  });
});

test('an app of which the lab loses a launch is not launched again, and is not judged', async () => {
  const before = phones.seen.launches;
  const { code, out } = await phones.bench('check', 'lost.ipa', '--json');
  expect(code).toBe(4);
  expect(phones.seen.launches - before).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    isKept: false,
    checks: expect.arrayContaining([
      expect.objectContaining({ rule: 'answersPlan', verdict: 'unknown' }),
      expect.objectContaining({ rule: 'cycles', verdict: 'unknown' }),
    ]),
  });
});

test('an unknown phone is named with those that are there', async () => {
  expect(await phones.bench('check', 'app.ipa', '--device', 'two')).toMatchObject({ code: 2, out: '' });
});
