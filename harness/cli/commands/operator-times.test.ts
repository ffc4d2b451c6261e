import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Commands, commands, type Ended, type Scene } from '#harness/cli/world.fixture.ts';
import type { GraphTimes } from '#harness/domain/operator-times.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

const opened: Commands[] = [];
afterEach(() => opened.splice(0).forEach((phones) => phones.close()));

function operatorsOf(totalNs: number): readonly GraphTimes[] {
  return [{ kind: 'read', name: 'vision.onnx', operators: [{ operator: 'Conv', calls: 8, totalNs }] }];
}

const COUNTED = { reference: operatorsOf(4e6), slow: operatorsOf(9e6) };

type Measured = Ended & { readonly run: Run; readonly launches: number };

async function measure(candidate: string, scene: Partial<Scene>): Promise<Measured> {
  const phones = commands({ suites: [suiteWith(8)], factors: { slow: 1.2 }, ...scene });
  opened.push(phones);
  const builds = ['--candidate', `${candidate}.ipa`, '--baseline', 'reference.ipa'];
  const ended = await phones.bench('run', '--suite', 'latency', '--seed', '7', ...builds, '--out', 'one');
  const text = readFileSync(join(phones.folder, 'one/run.json'), 'utf8');
  return { ...ended, run: parseRun(JSON.parse(text), 'one'), launches: phones.seen.launches };
}

test('where a time got worse, the operators of both builds are counted in a launch more of each', async () => {
  const plain = await measure('slow', {});
  const counted = await measure('slow', { operators: COUNTED });
  expect(counted.out).toContain(
    'Counting what the operators of both builds take on iPhone one (virtual): a time got worse. These launches do not count.\n',
  );
  expect(counted.launches).toBe(plain.launches + 2);
  expect(counted.run.operatorTimes).toEqual([
    {
      deviceId: 'one',
      passId: 'latency',
      questions: 4,
      baseline: { kind: 'taken', graphs: COUNTED.reference },
      candidate: { kind: 'taken', graphs: COUNTED.slow },
    },
  ]);
  expect(counted.run.launches).toHaveLength(plain.run.launches.length);
  expect(counted.code).toBe(plain.code);
});

test('where nothing got worse, and on devices that cannot count, there is no such launch', async () => {
  const same = await measure('other', { operators: { ...COUNTED, other: COUNTED.reference } });
  expect(same.launches).toBe(same.run.launches.length);
  const phones = await measure('slow', {});
  expect(phones.launches).toBe(phones.run.launches.length);
  for (const { run, out } of [same, phones]) {
    expect(run).not.toHaveProperty('operatorTimes');
    expect(out).not.toContain('Counting');
  }
});

test('a launch for operators that fails is a note of the run and no fault of the build', async () => {
  const plain = await measure('slow', {});
  const { run, code } = await measure('slow', { operators: { reference: COUNTED.reference } });
  expect(run.operatorTimes).toMatchObject([
    { baseline: { kind: 'taken' }, candidate: { kind: 'missing', reason: 'The app crashed' } },
  ]);
  expect(run.isComplete).toBe(true);
  expect(code).toBe(plain.code);
});
