/** The table of exit codes in docs/commands.md beside what commands really end with. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { wholeCommandLine } from './main.ts';
import type { World } from './world.ts';
import { atTime } from '#harness/cli/power.fixture.ts';
import { type Commands, commands, type Ended } from './world.fixture.ts';

const PAGE = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');
const OTHERS = 'all others';

/** What the page says of each command: its codes but 2, which all have. */
const SAID: ReadonlyMap<string, readonly number[]> = new Map(
  [...PAGE.matchAll(/^\| ((?:`[\w -]+`(?:, )?)+|all others) \|(.*)\|$/gm)].flatMap(([, names = '', cells = '']) => {
    const codes = cells.split('|').flatMap((cell, index) => (cell.trim() === '' ? [] : ([0, 1, 3, 4][index] ?? [])));
    const commandNames = names === OTHERS ? [OTHERS] : [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    return commandNames.map((name): [string, readonly number[]] => [name, codes]);
  }),
);

type Case = readonly [command: string, code: number, ...argv: readonly string[]];

const measure = ['--suite', 'latency', '--seed', '7'];
const TERMS = ['--reason', 'A better encoder.', '--until', '2099-12-31', '--owner', 'QA'];
const calibrate = ['--build', 'old.ipa', '--suite', 'latency', '--seed', '7', '--blocks', '3'];
const unchanged = ['--candidate', 'same.ipa', '--baseline', 'old.ipa', '--out'];

/** In this order: each finds what those before it have left. */
const CASES: readonly Case[] = [
  ['run', 0, ...measure, ...unchanged, 'same'],
  ['run', 1, ...measure, '--candidate', 'slow.ipa', '--baseline', 'old.ipa', '--out', 'slow'],
  ['run', 2, ...measure],
  ['run', 3, ...measure, ...unchanged, 'doubt', '--policy', 'release'],
  ['run', 0, ...measure, '--candidate', 'old.ipa', '--out', 'first'],
  ['run', 0, ...measure, '--candidate', 'same.ipa', '--out', 'second'],
  ['run', 4, ...measure, '--candidate', 'lost.ipa', '--out', 'lost'],
  ['report', 0, 'same', '--out', 'reports/0'],
  ['report', 1, 'slow', '--out', 'reports/1'],
  ['report', 2, 'nothing'],
  ['report', 3, 'same', '--policy', 'release', '--out', 'reports/3'],
  ['report', 4, 'lost', '--out', 'reports/4'],
  ['gate', 0, 'same'],
  ['gate', 1, 'slow'],
  ['gate', 2, 'same', '--policy', 'nothing'],
  ['gate', 3, 'same', '--policy', 'release'],
  ['gate', 4, 'lost'],
  ['compare', 0, 'slow', 'first', '--out', 'compared/0'],
  ['compare', 1, 'first', 'slow', '--out', 'compared/1'],
  ['compare', 2, 'same', 'nothing'],
  ['compare', 3, 'first', 'second', '--policy', 'release', '--out', 'compared/3'],
  ['compare', 4, 'first', 'lost', '--out', 'compared/4'],
  ['check', 0, 'old.ipa'],
  ['check', 2, 'old.ipa', '--device', 'nothing'],
  ['check', 4, 'lost.ipa'],
  ['parity', 0, 'same', 'slow'],
  ['parity', 1, 'same', 'other.json'],
  ['parity', 2, 'same', 'nothing'],
  ['verify', 0, 'same'],
  ['verify', 1, 'altered'],
  ['verify', 2, 'nothing'],
  ['verify', 3, 'older'],
  ['bundle', 0, 'same', '--out', 'same.bundle'],
  ['bundle', 2, 'altered'],
  ['waive', 0, 'slow', 'visionEncode', ...TERMS],
  ['waive', 2, 'same', 'visionEncode', ...TERMS],
  ['calibrate', 0, ...calibrate, '--out', 'sessions'],
  ['calibrate', 1, '--from', 'far-1.json', 'far-2.json', 'far-3.json', '--store', 'far.sqlite'],
  ['calibrate', 2, '--from', 'nothing'],
  ['calibrate', 3, ...calibrate, '--sessions', '1'],
  ['calibrate', 4, '--build', 'lost.ipa', '--suite', 'latency', '--sessions', '1'],
  ['calibrations', 0],
  ['calibrations', 2, '--device', 'nothing'],
  ['plan', 0, '--suite', 'latency'],
  ['plan', 2, '--suite', 'nothing'],
  ['selftest', 0, '--trials', '20', '--scenario', 'vision-encoder'],
  ['selftest', 0, '--trials', '20', '--scenario', 'recorded', '--run', 'same'],
  ['selftest', 2, '--scenario', 'nothing'],
  ['devices', 0],
  ['devices', 2, 'nothing'],
  ['suites', 0],
  ['suites', 2, 'latency'],
  ['runs', 0],
  ['runs', 2, '--store', 'nothing.sqlite'],
  ['history', 0],
  ['history', 2, 'nothing'],
  ['baseline set', 0, 'main', 'same'],
  ['baseline set', 2, 'main', 'slow'],
  ['baseline list', 0],
  ['baseline list', 2, '--store', 'nothing.sqlite'],
  ['baseline history', 0],
  ['baseline history', 2, '--store', 'nothing.sqlite'],
  ['baseline remove', 0, 'main'],
  ['baseline remove', 2, 'main'],
  ['store info', 0],
  ['store info', 2, '--store', 'nothing.sqlite'],
  ['store migrate', 0],
  ['store migrate', 2, '--store', 'nothing.sqlite'],
  ['store export', 0, 'all.jsonl'],
  ['store export', 2, 'all.jsonl', '--store', 'nothing.sqlite'],
  ['store import', 0, 'all.jsonl'],
  ['store import', 2, 'nothing.jsonl'],
  ['store prune', 0, '--keep', '1'],
  ['store prune', 2, '--keep', '0'],
  ['runs remove', 0, 'lost'],
  ['runs remove', 2, 'nothing'],
  ['datasets list', 0],
  ['datasets list', 2, '--datasets-dir', 'nothing'],
  ['datasets verify', 0, 'd'],
  ['datasets verify', 2, 'd', '--datasets-dir', 'nothing'],
  ['config show', 0],
  ['config show', 2, '--config', 'nothing.json'],
  ['config check', 0, '--config', 'team.json'],
  ['config check', 2, '--no-config'],
  ['completion', 0, 'bash'],
  ['completion', 2, 'tcsh'],
  ['samples', 0, 'builds', 'reference'],
  ['samples', 2, 'builds', 'nothing'],
];

/** What is tested where what it takes is at hand: a library of datasets, GitHub, a person who stops a command. */
const ELSEWHERE: Readonly<Record<string, readonly number[]>> = {
  demo: [0, 1, 3, 4],
  'publish github': [0, 4],
  'publish gitlab': [0, 4],
  'publish webhook': [0, 4],
  'datasets import vqav2': [0],
  'datasets import okvqa': [0],
  'datasets import vizwiz': [0],
  'datasets import textvqa': [0],
  'datasets import gqa': [0],
  'datasets import jsonl': [0],
  'datasets import folder': [0],
  'datasets remove': [0],
  'datasets subset': [0],
  selftest: [1, 4],
  scorecard: [0, 1, 3],
  check: [1, 3],
};

let world: Commands;
const seen = new Map<string, Set<number>>();

beforeAll(() => {
  world = commands({ suites: [suiteWith(6)], factors: { slow: 1.5 }, lost: ['lost'] });
});
afterAll(() => world.close());

const at = (...names: readonly string[]): string => join(world.folder, ...names);
const read = (...names: readonly string[]): string => readFileSync(at(...names), 'utf8');

async function endOf(command: string, argv: readonly string[], { bench }: Commands = world): Promise<Ended> {
  const ended = await bench(...command.split(' '), ...argv);
  seen.set(command, (seen.get(command) ?? new Set()).add(ended.code));
  return ended;
}

/** A folder of a run with other verdicts than its launches give. */
function copyWith(name: string, change: Readonly<Record<string, string>>): void {
  cpSync(at('same'), at(name), { recursive: true });
  writeFileSync(at(name, 'verdicts.json'), JSON.stringify({ ...JSON.parse(read('same', 'verdicts.json')), ...change }));
}

/** Files that somebody has changed, made of those that runs have left. */
const PREPARED: Readonly<Record<string, () => void>> = {
  'parity 1': () => writeFileSync(at('other.json'), read('same', 'run.json').replace(/"answer":\s*"/g, '$&not ')),
  'verify 1': () => copyWith('altered', { decision: 'fail' }),
  'verify 3': () => copyWith('older', { decision: 'fail', harness: '0.0.9' }),
  'config check 0': () => writeFileSync(at('team.json'), '{}'),
  'calibrate 1': () => {
    for (const number of [1, 2, 3]) {
      const times = JSON.parse(read('sessions', `session-${number}`, 'run.json'), (key, value: unknown) =>
        (key === 'startNs' || key === 'endNs') && typeof value === 'number' ? value * 1.3 ** number : value,
      );
      writeFileSync(at(`far-${number}.json`), JSON.stringify({ ...times, id: `far-${number}` }));
    }
  },
};

test.each(CASES.map(([command, code, ...argv]) => ({ command, code, argv })))(
  '$command ends with $code: $argv',
  async ({ command, code, argv }) => {
    PREPARED[`${command} ${code}`]?.();
    const { code: real, err } = await endOf(command, argv);
    expect(real, err).toBe(code);
    // Only what went wrong is an error.
    expect(/^error: /m.test(err), err).toBe(code === 2 || (code === 4 && /run|calibrate/.test(command)));
  },
);

test('init ends with 0, and with 2 where there is a configuration', async () => {
  const own = commands({ suites: [] });
  expect((await endOf('init', [], own)).code).toBe(0);
  expect((await endOf('init', [], own)).code).toBe(2);
  own.close();
});

test('selftest ends with 3 where a change is never found', async () => {
  const few = commands({ suites: [suiteWith(2)] });
  expect((await endOf('selftest', ['--trials', '20', '--scenario', 'vision-encoder'], few)).code).toBe(3);
  few.close();
});

test.each([
  [0, [], {}],
  [2, ['two'], {}],
  [3, ['one', '--minutes', '0.1'], {}],
  [4, ['one', '--minutes', '2'], { errors: true }],
] as const)('devices energy-check ends with %d: %j', async (code, argv, { errors = false }: { errors?: boolean }) => {
  const phones = commands({ suites: [], power: (ms) => atTime(ms, { errors: errors ? Math.floor(ms / 100_000) : 0 }) });
  const ended = await endOf('devices energy-check', argv.length === 0 ? ['one', '--minutes', '2'] : argv, phones);
  phones.close();
  expect(ended.code, ended.out + ended.err).toBe(code);
});

/** Every command that does something by itself, as it is typed. */
async function leaves(): Promise<readonly (readonly [path: string, command: Command])[]> {
  const unused = (): never => {
    throw new Error('no command is run');
  };
  const plain = { environment: {}, version: '0', terminal: {} } as unknown as World;
  const root = await wholeCommandLine({ world: plain, end: unused, main: unused, whole: unused });
  const below = (command: Command, path: string): readonly (readonly [string, Command])[] => [
    ...(command.commands.length === 0 || ALSO_BY_ITSELF.has(path) ? [[path, command] as const] : []),
    ...command.commands.flatMap((sub) => below(sub, `${path} ${sub.name()}`.trim())),
  ];
  return below(root, '').filter(([path]) => path !== 'help');
}

const ALSO_BY_ITSELF: ReadonlySet<string> = new Set(['runs', 'devices']);

test('an option that a command does not have ends it with 2, and a remedy', async () => {
  for (const [path] of await leaves()) {
    const { code, out, err } = await endOf(path, ['--no-such-option']);
    expect({ path, code, out }).toEqual({ path, code: 2, out: '' });
    expect(err, path).toMatch(
      /^error: (?:unknown option '--no-such-option'|required option '.+' not specified)\n {2}See: fastvlm-bench /,
    );
  }
});

test('a database that does not answer ends every command that needs it with 4', async () => {
  // Nothing listens there.
  const unreachable = ['--store', 'postgres://127.0.0.1:1/none'];
  for (const [path, command] of await leaves()) {
    if (!command.options.some(({ long }) => long === '--store')) continue;
    // A self-test of simulated launches needs no store; one of recorded launches does.
    const [, , ...typed] = CASES.findLast(([name, code]) => name === path && code === 0) ?? [];
    if (ELSEWHERE[path]?.includes(0) === true) continue;
    const argv = path === 'store export' ? ['more.jsonl'] : typed;
    const { code, err } = await endOf(path, [...argv, ...unreachable]);
    expect({ path, code, err }).toMatchObject({ path, code: 4, err: expect.stringContaining('there is no server at') });
  }
});

test('the page has the codes that commands end with, and no others', async () => {
  for (const [path] of await leaves()) {
    const said = SAID.get(path) ?? SAID.get(OTHERS) ?? [];
    const codes = [...new Set([...(seen.get(path) ?? []), ...(ELSEWHERE[path] ?? [])])];
    const special = codes.filter((code) => code !== 2 && (code !== 4 || said.includes(4)));
    expect({ path, codes: special.toSorted((a, b) => a - b) }).toEqual({ path, codes: said });
  }
  const paths = new Set((await leaves()).map(([path]) => path));
  expect([...SAID.keys()].filter((name) => name !== OTHERS && !paths.has(name))).toEqual([]);
  expect(SAID.size).toBeGreaterThan(10);
});
