import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CARELESS, chained, FITTED } from '#benchmarks/runs/bundle-mutations.ts';
import { type Commands, commands, type Ended } from '#harness/cli/world.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { createRandom } from '#harness/stats/random.ts';
import { jsonReporter } from '#reports/json/reporter.ts';
import { bundlesOf } from './bundles.fixture.ts';

let phones: Commands;
let signing: Ended;
const { at, read, partsIn, verify } = bundlesOf(() => phones);
const measure = ['run', '--suite', 'latency', '--seed', '7', '--candidate'];

const writeKey = (name: string, key: KeyObject): void => {
  const type = key.type === 'private' ? 'pkcs8' : 'spki';
  writeFileSync(at(name), key.export({ type, format: 'pem' } as never));
};

beforeAll(async () => {
  phones = commands({
    suites: [suiteWith(6)],
    factors: { slow: 1.2 },
    reporters: async () => [jsonReporter()],
  });
  mkdirSync(at('elsewhere'));
  for (const name of ['lab', 'stranger']) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeKey(`${name}.pem`, privateKey);
    writeKey(`${name}-public.pem`, publicKey);
  }
  await phones.bench(...measure, 'slow.ipa', '--baseline', 'reference.ipa', '--out', 'slow');
  await phones.bench('bundle', 'slow', '--out', 'slow.bundle');
  signing = await phones.bench('bundle', 'slow', '--out', 'signed.bundle', '--sign', 'lab.pem');
});
afterAll(() => phones.close());

test('a bundle proves its decision on a machine that knows nothing of the run, virtual phones marked', async () => {
  const { code, out, err } = await verify('slow.bundle');
  expect(err).toBe('');
  expect(out).toMatch(/^\S+-latency-\S+ \(virtual\), judged \S+ by 0\.1\.0: fail\n/);
  expect(out).toMatch(/\nPolicy: pr: inconclusive warn, virtual accept; 0 waivers; 0 calibrations\n/);
  expect(out).toMatch(/\n\d verdicts recomputed from 12 launches: all as recorded\n$/);
  expect(code).toBe(0);
});

test('the same run gives the same bytes, from its folder and from the store, and a file that is called by its address', async () => {
  const id = /^(\S+-latency-\S+) /.exec((await verify('slow.bundle')).out)?.[1] ?? '';
  const { out, code } = await phones.bench('bundle', id);
  expect(code).toBe(0);
  const [, address = ''] = /\nAddress: ([0-9a-f]{64})\n/.exec(out) ?? [];
  const [name = '', ...others] = readdirSync(at('.fastvlm-bench', 'bundles'));
  expect(others).toEqual([]);
  expect(name).toBe(`${id}-${address.slice(0, 16)}.bundle`);
  expect(read(join('.fastvlm-bench', 'bundles', name))).toEqual(read('slow.bundle'));
  expect(await verify('slow.bundle', '--address', address.slice(0, 20))).toMatchObject({ code: 0 });
  const other = await verify('slow.bundle', '--address', 'f'.repeat(64));
  expect(other.code).toBe(1);
  expect(other.out).toMatch(/\nRefused: its address is [0-9a-f]{64}, and f{64} was expected\.\n/);
});

test('a bundle holds the launches, the states of the phone, the suite, the policy and the report', () => {
  const parts = partsIn('slow.bundle');
  expect(new Set(parts.map(({ kind }) => kind))).toEqual(
    new Set(['bundle', 'run', 'launch', 'exclusions', 'verdicts', 'report', 'end']),
  );
  const run = JSON.parse(readFileSync(at('slow', 'run.json'), 'utf8'));
  expect(parts.filter(({ kind }) => kind === 'launch').map(({ launch }) => launch)).toEqual(run.launches);
  expect(parts[2].launch.before).toMatchObject({ thermal: 'nominal' });
  expect(parts[1].header.suite).toEqual(run.suite);
  expect(parts.find(({ kind }) => kind === 'verdicts').record).toEqual(
    JSON.parse(readFileSync(at('slow', 'verdicts.json'), 'utf8')),
  );
});

test('a signature shows who vouches for a bundle, and leaves its address as it is', async () => {
  expect(signing).toMatchObject({ code: 0, err: '' });
  const [, keyId = ''] = /\nSigned with key ([0-9a-f]{32})\.\n/.exec(signing.out) ?? [];
  expect((await verify('signed.bundle', '--key', '../lab-public.pem')).out).toContain(`\nSigned with key ${keyId}.\n`);
  expect(await verify('signed.bundle')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Signed with key [0-9a-f]{32}; name the public key/),
  });
  expect(await verify('signed.bundle', '--key', '../lab-public.pem')).toMatchObject({ code: 0 });
  expect(read('signed.bundle').subarray(0, read('slow.bundle').length)).toEqual(read('slow.bundle'));
  for (const [file, why] of [
    ['signed.bundle', /Refused: key [0-9a-f]{32} has signed it, and [0-9a-f]{32} was expected\./],
    ['slow.bundle', /Refused: it is not signed\./],
  ] as const) {
    const { code, out } = await verify(file, '--key', '../stranger-public.pem');
    expect(out).toMatch(why);
    expect(code).toBe(1);
  }
});

test('a signature of another bundle is none of this one, also where no key is named', async () => {
  const other = await FITTED.find(({ name }) => name === 'a report is another')?.change(
    read('signed.bundle'),
    createRandom(1),
  );
  const { code, out } = await verify(other ?? '');
  expect(out).toContain('Refused: its signature is not one of its address.\n');
  expect(code).toBe(1);
});

test.each(CARELESS)('it is refused where $name', async ({ name, change }) => {
  const random = createRandom(1, name);
  const whole = read('slow.bundle');
  for (let round = 0; round < 6; round += 1) {
    const changed = await change(whole, random);
    if (changed === null || changed.equals(whole)) continue;
    const { code, err } = await verify(changed);
    expect(err).toMatch(/^error: \S+changed\.bundle is (?:not an evidence bundle|not as it was written: .+)\.\n {2}/);
    expect([1, 2]).toContain(code);
  }
});

test.each(FITTED)('with every hash worked out again it is refused with a key where $name', async ({ name, change }) => {
  const changed = await change(read('signed.bundle'), createRandom(1, name));
  expect(changed).not.toBeNull();
  const { code, err, out } = await verify(changed ?? '', '--key', '../lab-public.pem');
  expect(err === '' ? out : err).toMatch(/Refused: its signature is not one of its address\.|is not as it was written/);
  expect(code).toBe(1);
});

test('a decision that does not follow from the launches is found without any key', async () => {
  const other = FITTED.filter(({ name }) => /decision|verdict|margins|removed/.test(name));
  for (const { name, change } of other) {
    const changed = await change(read('slow.bundle'), createRandom(1, name));
    expect((await verify(changed ?? '')).code, name).toBe(1);
  }
});

test('a report that is not that of the launches is found', async () => {
  const forge = FITTED.find(({ name }) => name === 'a report is another');
  const changed = await forge?.change(read('slow.bundle'), createRandom(1));
  const { code, out } = await verify(changed ?? '');
  expect(out).toContain('Other than its launches give: report.json\n');
  expect(code).toBe(1);
});

test('what another version judged otherwise proves nothing, and its reports are not compared', async () => {
  const parts = partsIn('slow.bundle');
  const forged = parts.map((part) => {
    if (part.kind === 'bundle') return { ...part, harness: '0.0.9' };
    if (part.kind !== 'verdicts') return part;
    return { ...part, record: { ...part.record, harness: '0.0.9', decision: 'pass' } };
  });
  const { code, out } = await verify(await chained(forged.map((part) => JSON.stringify(part))));
  expect(out).toContain('Version 0.0.9 wrote it: this version does not compare its exclusions and reports.\n');
  expect(out).toMatch(
    /of version 0\.0\.9, computed again by rules \d+ of version 0\.1\.0: the difference proves nothing\.\n/,
  );
  expect(out).toMatch(/^run +verdict +pass +fail$/m);
  expect(code).toBe(3);
});

test.each([{ runId: 'other' }, { baselineRunId: 'other' }, { design: 'stored', baselineRunId: 'other' }])(
  'verdicts that are not on the run in the bundle are found: %j',
  async (change) => {
    const texts = partsIn('slow.bundle').map((part) =>
      JSON.stringify(part.kind === 'verdicts' ? { ...part, record: { ...part.record, ...change } } : part),
    );
    const { code, err } = await verify(await chained(texts));
    expect(err).toContain(' is not as it was written: ');
    expect(code).toBe(1);
  },
);

test('a policy that ships and has other settings here is named, and the bundle refused', async () => {
  const texts = partsIn('slow.bundle').map((part) => {
    if (part.kind !== 'verdicts') return JSON.stringify(part);
    return JSON.stringify({
      ...part,
      record: { ...part.record, policy: { ...part.record.policy, inconclusive: 'block' } },
    });
  });
  const { code, out } = await verify(await chained(texts));
  expect(code).toBe(1);
  expect(out).toMatch(/^Refused: the policy pr has other settings in the version that judged it\.$/m);
  expect(out).toMatch(/^Policy: pr: inconclusive block, virtual accept;/m);
  expect(out).toMatch(/^The policy of that name is another one here: pr: inconclusive warn, virtual accept$/m);
});

test('a later format, another file and what is no key are refused', async () => {
  const [first = ''] = read('slow.bundle').toString().split('\n');
  const later = await chained([JSON.stringify({ ...JSON.parse(first).part, format: 2 })]);
  expect(await verify(later)).toMatchObject({
    code: 2,
    err: expect.stringContaining('is a bundle of format 2; this fastvlm-bench reads up to 1.'),
  });
  writeFileSync(at('other.bundle'), '{}\n');
  expect(await verify('other.bundle')).toMatchObject({
    code: 2,
    err: expect.stringContaining('is not an evidence bundle'),
  });
  expect(await verify('slow/run.json', '--key', '../lab-public.pem')).toMatchObject({
    code: 2,
    err: expect.stringContaining('is not a bundle'),
  });
  expect(await verify('slow.bundle', '--key', '../lab.pem')).toMatchObject({
    code: 2,
    err: expect.stringContaining('holds a private key'),
  });
  expect(await verify('slow.bundle', '--key', '../slow.bundle')).toMatchObject({
    code: 2,
    err: expect.stringContaining('openssl genpkey'),
  });
  expect(await verify('slow.bundle', '--address', 'abc')).toMatchObject({ code: 2 });
  expect(await phones.bench('bundle', 'slow', '--sign', 'gone.pem')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no key'),
  });
});

test('a stored baseline and its other sessions are in the bundle, with what the decision used of them', async () => {
  for (const seed of ['1', '2', '3'])
    await phones.bench('run', '--suite', 'latency', '--candidate', 'old.ipa', '--seed', seed, '--out', `old-${seed}`);
  await phones.bench(...measure, 'slow.ipa', '--baseline', 'old-1', '--out', 'stored');
  expect(await phones.bench('bundle', 'stored', '--out', 'stored.bundle')).toMatchObject({ code: 0, err: '' });
  const parts = partsIn('stored.bundle');
  expect(parts.filter(({ kind }) => kind === 'run').map(({ use }) => use)).toEqual([
    'judged',
    'baseline',
    'earlier',
    'earlier',
  ]);
  const { code, out } = await verify('stored.bundle');
  expect(out).toMatch(/recomputed from 24 launches: all as recorded/);
  expect(code).toBe(0);
});

test('of several decisions on a run the one under its own policy is taken, or the one that is named', async () => {
  await phones.bench('report', 'slow', '--policy', 'release', '--out', 'strict');
  const id = JSON.parse(readFileSync(at('slow', 'run.json'), 'utf8')).id;
  expect((await phones.bench('bundle', id, '--out', 'own.bundle')).out).toContain(': fail under pr,');
  expect((await phones.bench('bundle', id, '--policy', 'release', '--out', 'strict.bundle')).out).toContain(
    ' under release,',
  );
  const { code, err } = await phones.bench('bundle', id, '--policy', 'none');
  expect(code).toBe(2);
  expect(err).toMatch(
    /There is no decision on \S+ under the policy none\.\n {2}Name one of these with --policy: pr, release;/,
  );
});

test('a decision that was altered is not bundled', async () => {
  mkdirSync(at('altered'));
  for (const name of ['run.json', 'verdicts.json']) writeFileSync(at('altered', name), read(join('slow', name)));
  const record = JSON.parse(readFileSync(at('altered', 'verdicts.json'), 'utf8'));
  writeFileSync(at('altered', 'verdicts.json'), JSON.stringify({ ...record, decision: 'pass' }));
  const { code, err } = await phones.bench('bundle', 'altered', '--out', 'altered.bundle');
  expect(code).toBe(2);
  expect(err).toMatch(
    /does not follow from its launches: the verdict of run is pass, and they give fail\.\n {2}Judge the run again with: /,
  );
});
