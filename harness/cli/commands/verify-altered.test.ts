import { assert, asyncProperty, boolean, constantFrom, double, integer, oneof, pre } from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { exampleCalibration } from '#harness/store/run.fixture.ts';

/** The format of the record, who judged a run, when and by which rules: without a waiver no verdict follows from that. */
const NOT_JUDGED: ReadonlySet<unknown> = new Set(['schemaVersion', 'judgedAt', 'harness', 'rules']);

/** What a policy asks for is in its other fields; teams call theirs what they like. */
const isNameOfPolicy = ([first, second]: Path): boolean => first === 'policy' && second === 'id';

let phones: Commands;
let stored: Readonly<Record<string, unknown>>;

const file = (): string => join(phones.folder, 'measured', 'verdicts.json');

const verify = async (record: unknown): ReturnType<Commands['bench']> => {
  writeFileSync(file(), JSON.stringify(record));
  return phones.bench('verify', 'measured');
};

beforeAll(async () => {
  phones = commands({ suites: [suiteWith(6)], factors: { slow: 1.2 } });
  const builds = ['--candidate', 'slow.ipa', '--baseline', 'reference.ipa'];
  await phones.bench('run', '--suite', 'latency', '--seed', '7', ...builds, '--out', 'measured');
  stored = JSON.parse(readFileSync(file(), 'utf8'));
});
afterAll(() => phones.close());

type Path = readonly (string | number)[];

/** Every place of a value: of all that it is made of, in any depth. */
function placesIn(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inside = Object.entries(value).flatMap(([key, own]) =>
    placesIn(own, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return at.length === 0 ? inside : [at, ...inside];
}

/** The value with another one in a place, or with none there. */
function withOther(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.map((own: unknown, index) => (index === key ? withOther(own, rest, other) : own));
  const fields = Object.entries(value as object).map(([name, own]): readonly [string, unknown] => [
    name,
    name === key ? withOther(own, rest, other) : own,
  ]);
  return Object.fromEntries(fields);
}

test('a record that was altered in one place is never verified as it was, except in what was not judged', async () => {
  expect(await verify(stored)).toMatchObject({ code: 0 });
  const others = oneof(
    constantFrom<unknown>(undefined, null, '', 'pass', 'release', 'remeasured', 'stored', [], ['one'], {}),
    integer({ min: -3, max: 3 }),
    double({ noNaN: true, noDefaultInfinity: true }),
    boolean(),
  );
  const judged = placesIn(stored).filter((path) => !NOT_JUDGED.has(path[0]) && !isNameOfPolicy(path));
  const place = constantFrom(...judged);
  await assert(
    asyncProperty(place, others, async (path, other) => {
      const altered = withOther(stored, path, other);
      // What JSON does not tell apart, and what no comparison of numbers does.
      pre(!isSameData(JSON.parse(JSON.stringify(altered)), stored));
      pre(typeof other !== 'number' || Math.abs(other) > 1e-6 || other === 0);
      const { code, err } = await verify(altered);
      expect(err).not.toContain('unexpected');
      expect([1, 2]).toContain(code);
    }),
    { numRuns: 60 },
  );
});

test.each<readonly [string, string, unknown, RegExp]>([
  ['seed', 'seed', 8, /^run +seed +8 +7$/m],
  ['design', 'design', null, /^run +design +none +remeasured$/m],
  ['design without its baseline', 'design', 'stored', /^run +design +stored +remeasured$/m],
  ['session that it did not rest on', 'earlierRunIds', ['one'], /^run +sessions +1 +0$/m],
  ['calibration that it did not rest on', 'calibrations', [exampleCalibration()], /^run +calibrations +1 +0$/m],
])('another %s than judging the run takes is found', async (_name, key, other, row) => {
  const { code, out } = await verify({ ...stored, [key]: other });
  expect(out).toMatch(row);
  expect(code).toBe(1);
});

test('a verdict that is listed twice is found', async () => {
  const verdicts = stored['verdicts'] as readonly unknown[];
  const { code, out } = await verify({ ...stored, verdicts: [...verdicts, verdicts[0]] });
  expect(out).toContain('1 difference\n');
  expect(code).toBe(1);
});

test.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
  ['a waiver that is none', { waivers: [{ metric: 'endToEnd' }] }, 'waivers'],
  [
    'a policy with a setting that is not known',
    { policy: { id: 'pr', inconclusive: 'warn', virtual: 'accept', drift: 'pass' } },
    'policy',
  ],
  ['a policy without a setting', { policy: { id: 'pr', inconclusive: 'warn' } }, 'policy'],
  ['a number in words', { seed: 'seven' }, 'seed'],
  ['no verdicts', { verdicts: null }, 'verdicts'],
  [
    'a calibration that is none',
    { calibrations: [{ ...exampleCalibration(), level: null } satisfies Record<keyof Calibration, unknown>] },
    'calibrations[0].level',
  ],
  ['a format that never was', { schemaVersion: 1.5 }, 'schemaVersion'],
])('a record with %s is refused, with the field and the command that judges again', async (_name, change, field) => {
  const { code, err } = await verify({ ...stored, ...change });
  expect(code).toBe(2);
  expect(err).toMatch(
    /^error: \S+verdicts\.json holds no verdicts that this harness can read: .+\.\n {2}Judge the run again with: /,
  );
  expect(err).toContain(` at ${field}`);
});

test('a phone that is called like its model has verdicts of its own', async () => {
  const [one, two] = ['iPhone17,1', 'two'];
  const own = commands({ suites: [suiteWith(6)], factors: { slow: 1.2 }, deviceIds: [one, two] });
  const builds = ['--candidate', 'slow.ipa', '--baseline', 'reference.ipa'];
  await own.bench('run', '--suite', 'latency', '--seed', '7', ...builds, '--out', 'measured');
  const { out, code } = await own.bench('verify', 'measured');
  own.close();
  expect(out).toContain(': all as stored\n');
  expect(code).toBe(0);
});

test('what a record says does not move the cursor of a terminal', async () => {
  const { out } = await verify({ ...stored, harness: '\u{1B}[2J9' });
  expect(out).toContain('by \u{FFFD}[2J9 under pr');
});
