/** docs/json.md beside what commands really print. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '#harness/cli/catalogue.ts';
import type { World } from '#harness/cli/world.ts';
import { jsonReporter } from '#reports/json/reporter.ts';
import { type Printed, printAll } from './documented.fixture.ts';

const PAGE = readFileSync(new URL('../../../docs/json.md', import.meta.url), 'utf8');

/** The example of each command, by its title. */
const EXAMPLES: ReadonlyMap<string, unknown> = new Map(
  [...PAGE.matchAll(/^## (.+)\n[^#]*?^```json\n([^]*?)^```$/gm)].flatMap(([, titles = '', json = '']) =>
    [...titles.matchAll(/`([^`]+)`/g)].map(([, title = '']): [string, unknown] => [title, JSON.parse(json)]),
  ),
);

let printed: readonly Printed[];

beforeAll(async () => {
  printed = await printAll(async () => [jsonReporter()]);
});

/** Where a value has which kinds of values: `runs[].id` a string. What is null somewhere may be something else elsewhere. */
function kindsOf(values: readonly unknown[], path: string, kinds = new Map<string, Set<string>>()): typeof kinds {
  for (const value of values) {
    if (value === null) addKind(kinds, path, 'null');
    else if (Array.isArray(value)) {
      addKind(kinds, path, value.length === 0 ? 'empty list' : 'list');
      kindsOf(value, `${path}[]`, kinds);
    } else if (typeof value === 'object') {
      addKind(kinds, path, 'object');
      for (const [key, own] of Object.entries(value)) kindsOf([own], `${path}.${key}`, kinds);
    } else addKind(kinds, path, typeof value);
  }
  return kinds;
}

function addKind(kinds: Map<string, Set<string>>, path: string, kind: string): void {
  kinds.set(path, (kinds.get(path) ?? new Set()).add(kind));
}

/** Fields of one that the other has not, and those of other kinds. Below what is null or empty on one side nothing is known. */
function differences(example: unknown, real: readonly unknown[]): readonly string[] {
  const [shown, seen] = [kindsOf([example], ''), kindsOf(real, '')];
  const isOpen = (path: string, kinds: ReadonlyMap<string, ReadonlySet<string>>): boolean =>
    [...kinds].some(
      ([above, own]) =>
        path.startsWith(above) && path !== above && [...own].every((kind) => kind === 'null' || kind === 'empty list'),
    );
  return [...new Set([...shown.keys(), ...seen.keys()])].flatMap((path) => {
    const [a, b] = [shown.get(path), seen.get(path)];
    if (a === undefined) return isOpen(path, shown) ? [] : [`${path} is printed and not shown`];
    if (b === undefined) return isOpen(path, seen) ? [] : [`${path} is shown and not printed`];
    const [known, other] = [knownOf(a), knownOf(b)];
    const isAlike = known === '' || other === '' || known === other;
    return isAlike ? [] : [`${path} is ${known} in the example, ${other} when printed`];
  });
}

function knownOf(kinds: ReadonlySet<string>): string {
  return [...kinds].filter((kind) => kind !== 'null' && kind !== 'empty list').join(', ');
}

test.each([...EXAMPLES.keys()])('`%s --json` prints the fields of its example, and nothing else', (title) => {
  const own = printed.filter((one) => one.title === title);
  const real = own.map(({ out, err }): unknown => {
    expect(out, err).not.toBe('');
    return JSON.parse(out);
  });
  expect(real.length).toBeGreaterThan(0);
  expect(differences(EXAMPLES.get(title), real)).toEqual([]);
});

test('every command that takes --json has an example, and is run here', async () => {
  const titles: string[] = [];
  for (const { name, load } of COMMANDS) {
    const command = new Command(name);
    const world = { environment: {}, terminal: {} } as unknown as World;
    const unused = (): never => {
      throw new Error('no command is run');
    };
    (await load())(command, { world, end: unused, main: unused, whole: unused });
    titles.push(...titlesOf(command, name));
  }
  expect([...EXAMPLES.keys()]).toEqual(expect.arrayContaining(titles));
  expect(new Set(printed.map(({ title }) => title))).toEqual(new Set(EXAMPLES.keys()));
});

function titlesOf(command: Command, title: string): readonly string[] {
  const own = command.options.some(({ long }) => long === '--json') ? [title] : [];
  return [...own, ...command.commands.flatMap((sub) => titlesOf(sub, `${title} ${sub.name()}`))];
}

test('exit codes are those without --json', () => {
  const code = (title: string): readonly number[] =>
    printed.filter((one) => one.title === title).map((one) => one.code);
  expect(code('run')).toEqual([0, 4, 1]);
  for (const title of ['report', 'compare', 'gate']) expect(code(title), title).toEqual([1]);
  expect(code('calibrate')).toEqual([3]);
  expect(code('publish webhook')).toEqual([2]);
  for (const title of ['publish github', 'publish gitlab']) expect(code(title), title).toEqual([0, 2]);
});

test('numbers of virtual phones are marked in every result that rests on them', () => {
  for (const title of ['run', 'report', 'verify', 'bundle', 'runs', 'history', 'plan', 'calibrations', 'devices']) {
    const first = printed.find((one) => one.title === title);
    expect(first?.out, title).toContain('"provenance": "virtual"');
  }
});

test('a difference of shapes is found', () => {
  expect(
    differences({ a: 1, b: [{ c: null }] }, [
      { a: 1, b: [{ c: 'text' }] },
      { a: 1, b: [] },
    ]),
  ).toEqual([]);
  expect(differences({ a: 1 }, [{ a: '1', b: 2 }])).toEqual([
    '.a is number in the example, string when printed',
    '.b is printed and not shown',
  ]);
  expect(differences({ a: [{ b: 1, c: 2 }] }, [{ a: [{ b: 1 }] }])).toEqual(['.a[].c is shown and not printed']);
});
