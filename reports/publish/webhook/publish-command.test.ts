/** `publish webhook` by the command itself, to a receiver on this machine. */
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { type Asked, type FakeService, startFakeService } from '#reports/publish/fake-service.fixture.ts';
import { COMMIT, measuredRuns } from '#reports/publish/measured-runs.fixture.ts';
import { webhookPublisher } from './publisher.ts';

const runs = await measuredRuns(
  (target, limits) => {
    if (target.kind !== 'webhook') throw new Error(`the target is of kind ${target.kind}`);
    return webhookPublisher(target, limits);
  },
  '--branch',
  'feature/@all',
  '--pull-request',
  '7',
  '--ci-url',
  'https://ci.example/jobs/9',
);
const { environment, limit } = runs;
const publish = async (...argv: readonly string[]) => runs.bench('publish', 'webhook', ...argv);
const SECRET = 's3cret of the receiver';

let receiver: FakeService;
let got: Asked[];

beforeEach(async () => {
  runs.resetLimit();
  got = [];
  receiver = await startFakeService((asked) => {
    got.push(asked);
    return { status: 200, json: { ok: true } };
  });
  for (const name of Object.keys(environment)) delete environment[name];
  Object.assign(environment, {
    FASTVLM_BENCH_WEBHOOK_URL: `${receiver.url}/services/T0PSECRET/`,
    FASTVLM_BENCH_WEBHOOK_SECRET: SECRET,
  });
});
afterEach(async () => receiver.close());
afterAll(() => runs.close());

test('a decision is sent as JSON that says which run, what was decided and what changed', async () => {
  expect(await publish('failed', '--report-url', 'https://ci.example/report')).toMatchObject({
    code: 0,
    err: '',
    out: `Sent the decision to ${new URL(receiver.url).host}.\n`,
  });
  expect(got).toMatchObject([
    {
      method: 'POST',
      pathname: '/services/T0PSECRET/',
      headers: { 'content-type': 'application/json', 'x-fastvlm-bench-event': 'decision' },
      body: {
        format: 'fastvlm-bench-decision',
        version: 1,
        text: expect.stringMatching(
          /^✕ Do not merge: .*\nslow against old, suite latency, virtual numbers\nhttps:\/\/ci\.example\/report$/,
        ),
        run: {
          suite: { id: 'latency' },
          candidate: { label: 'slow', sha256: 'sha-slow' },
          provenance: 'virtual',
          commit: COMMIT,
          branch: 'feature/@all',
          pullRequest: 7,
        },
        decision: { kind: 'fail', exitCode: 1, policy: 'pr', headline: expect.stringMatching(/^✕ Do not merge: /) },
        counts: { regression: expect.any(Number) },
        urls: { report: 'https://ci.example/report', job: 'https://ci.example/jobs/9' },
      },
    },
  ]);
  const changes = JSON.stringify(got[0]?.body['changes']);
  expect(changes).toContain('"verdict":"regression"');
  expect(changes).not.toContain('"verdict":"noRegression"');
});

test.each([
  ['as it is', SECRET],
  ['read from a file that ends with a line break', `${SECRET}\n`],
])('the signature is the HMAC-SHA256 of the body, byte by byte, with the secret %s', async (_what, secret) => {
  environment['FASTVLM_BENCH_WEBHOOK_SECRET'] = secret;
  await publish('failed');
  const hmac = createHmac('sha256', SECRET)
    .update(Buffer.from(got[0]?.text ?? ''))
    .digest('hex');
  expect(got[0]?.headers['x-fastvlm-bench-signature-256']).toBe(`sha256=${hmac}`);
});

test('without a secret nothing is signed, and the command says so', async () => {
  environment['FASTVLM_BENCH_WEBHOOK_SECRET'] = '';
  const { code, out } = await publish('failed');
  expect(code).toBe(0);
  expect(out).toContain('No signature: FASTVLM_BENCH_WEBHOOK_SECRET is not set.');
  expect(got[0]?.headers).not.toHaveProperty('x-fastvlm-bench-signature-256');
});

test('a decision has one id however often it is sent, and another decision has another one', async () => {
  await publish('passed');
  // Another job publishes the same decision again.
  Object.assign(environment, { CIRCLECI: 'true', CIRCLE_BUILD_URL: 'https://ci.example/jobs/10' });
  await publish('passed', '--report-url', 'https://ci.example/elsewhere');
  await publish('passed', '--policy', 'release');
  await publish('failed');
  const ids = got.map(({ body }) => body['id']);
  expect(got.map(({ headers }) => headers['x-fastvlm-bench-delivery'])).toEqual(ids);
  expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(3);
  expect(got[1]?.body).toMatchObject({ urls: { job: 'https://ci.example/jobs/10' } });
});

test('a receiver that fails or does not answer is asked again, with the same id', async () => {
  receiver.faults.push(
    { on: /POST/, fault: { kind: 'answer', status: 503, headers: { 'retry-after': '20' } } },
    { on: /POST/, fault: { kind: 'answer', status: 429, headers: { 'retry-after': '3' } } },
    // It was received, and nobody here knows.
    { on: /POST/, fault: { kind: 'drop' } },
  );
  const before = runs.waitedMs();
  expect(await publish('failed')).toMatchObject({ code: 0, err: '' });
  expect(runs.waitedMs() - before).toBe(20_000 + 3000 + 4000);
  expect(receiver.requests).toHaveLength(4);
  expect(got).toHaveLength(2);
  expect(got[1]?.text).toBe(got[0]?.text);
});

test('a receiver that never answers is given up, with exit code 4', async () => {
  limit.timeoutMs = 30;
  for (let index = 0; index < 5; index += 1) receiver.faults.push({ on: /POST/, fault: { kind: 'hang' } });
  const { code, err } = await publish('failed');
  expect(code).toBe(4);
  expect(err).toMatch(/^error: Could not send the decision: the webhook at \S+ did not answer: not within 0\.0 s\./);
});

test('a receiver that fails each time is given up, with exit code 4', async () => {
  for (let index = 0; index < 5; index += 1)
    receiver.faults.push({ on: /POST/, fault: { kind: 'answer', status: 500, message: 'T0PSECRET' } });
  const { code, err } = await publish('failed');
  expect(code).toBe(4);
  expect(err).toMatch(
    /^error: Could not send the decision: the webhook answered 500 5 times\.\n {2}The decision stands\./,
  );
});

test.each([
  [400, /docs\/webhook\.md says what is sent/],
  [403, /another secret than FASTVLM_BENCH_WEBHOOK_SECRET/],
  [404, /FASTVLM_BENCH_WEBHOOK_URL may be wrong or revoked/],
] as const)('an answer %d is final, is sent once, and has a remedy', async (status, remedy) => {
  receiver.faults.push({ on: /POST/, fault: { kind: 'answer', status, message: 'no T0PSECRET here' } });
  const { code, err } = await publish('failed');
  expect(code).toBe(2);
  expect(err).toMatch(remedy);
  expect(receiver.requests).toHaveLength(1);
});

test('what a receiver answers is not read: one that never ends changes nothing', async () => {
  receiver.faults.push({ on: /POST/, fault: { kind: 'flood' } });
  expect(await publish('failed')).toMatchObject({ code: 0, err: '' });
});

test('neither the body nor the signature goes to another address', async () => {
  const elsewhere = await startFakeService(() => ({ status: 200, json: null }));
  const headers = { location: elsewhere.url };
  receiver.faults.push({ on: /POST/, fault: { kind: 'answer', status: 307, headers } });
  const { code, err } = await publish('failed');
  await elsewhere.close();
  expect(code).toBe(2);
  expect(err).toMatch(/secrets are sent only to FASTVLM_BENCH_WEBHOOK_URL/);
  expect(elsewhere.requests).toEqual([]);
});

test.each([
  ['', /FASTVLM_BENCH_WEBHOOK_URL is not set\./],
  ['http://evil.example/T0PSECRET', /FASTVLM_BENCH_WEBHOOK_URL is not a safe address\./],
  ['T0PSECRET', /FASTVLM_BENCH_WEBHOOK_URL is not a safe address\./],
  ['https://me:T0PSECRET@hooks.example/', /has a user or a password in it/],
] as const)('an address "%s" is refused', async (address, message) => {
  environment['FASTVLM_BENCH_WEBHOOK_URL'] = address;
  const { code, err } = await publish('failed');
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err).not.toContain('T0PSECRET');
});

test('no output has the address or the secret, whatever happens', async () => {
  const answers = [200, 400, 403, 404, 500, 500, 500, 500, 500];
  environment['FASTVLM_BENCH_DEBUG'] = '1';
  for (const status of answers)
    receiver.faults.push({ on: /POST/, fault: { kind: 'answer', status, message: SECRET } });
  const printed = [];
  for (const extra of [[], ['--json'], [], [], []]) printed.push(await publish('failed', ...extra));
  await receiver.close();
  printed.push(await publish('failed'));
  expect(new Set(printed.map(({ code }) => code))).toEqual(new Set([0, 2, 4]));
  for (const { out, err } of printed) expect(`${out}${err}`).not.toMatch(/T0PSECRET|s3cret/);
  receiver = await startFakeService(() => ({ status: 200, json: null }));
});

test('a run must be named, and be there', async () => {
  expect((await publish()).code).toBe(2);
  expect(await publish('nothing')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/no run or baseline "nothing"/),
  });
  expect(receiver.requests).toEqual([]);
});

test('a decision that somebody changed in the record is not what is sent', async () => {
  const file = join(runs.folder, 'failed', 'verdicts.json');
  const record = readFileSync(file, 'utf8');
  writeFileSync(file, record.replace('"decision": "fail"', '"decision": "pass"'));
  await publish('failed');
  writeFileSync(file, record);
  expect(got[0]?.body).toMatchObject({ decision: { kind: 'fail' } });
});
