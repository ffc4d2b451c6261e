/** Every command that a page or a workflow shows is parsed by the command line itself; none is run. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterAll, expect, test } from 'vitest';
import { commandLine } from '#harness/cli/main.ts';
import type { World } from '#harness/cli/world.ts';
import { createHost } from '../host.ts';
import { BLOCKS, PAGES, ROOT } from './blocks.fixture.ts';

const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);
const host = createHost();
afterAll(() => host.close());

type Shown = { readonly place: string; readonly command: string };

/** A line of a shell without its comment; lines that a backslash continues are one. */
function linesOf(place: string, script: string): readonly Shown[] {
  return script
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split('&&'))
    .map((command) => ({ place, command: command.trim() }));
}

/** The `run` steps of a workflow: of one line, of several (`|`) or of one that is folded (`>`). */
function stepsOf(file: string): readonly Shown[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const steps = text.matchAll(/^( *)(?:- )?run: (?:([|>])\n((?:\1 +.*\n)+)|(.+)\n)/gm);
  return [...steps].flatMap(({ 2: style, 3: body, 4: line = '' }) =>
    linesOf(file, style === '>' ? (body ?? '').replace(/\n\s*/g, ' ') : (body ?? line)),
  );
}

/** Commands in the running text, except those that the sentence leaves unfinished. */
function inlineOf(page: string): readonly Shown[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/^```[^]*?^```$/gm, '');
  const spans = [...text.matchAll(/`((?:npm|npx fastvlm-bench|fastvlm-bench) [^`]+)`/g)];
  return spans.map(([, command = '']) => ({ place: page, command })).filter(({ command }) => !command.includes('…'));
}

const WORKFLOWS = globSync('.github/workflows/*.yml', { cwd: ROOT });
const SHOWN: readonly Shown[] = [
  ...BLOCKS.filter(({ language }) => language === 'sh' || language === '').flatMap(({ place, text }) =>
    linesOf(place, text),
  ),
  ...BLOCKS.filter(({ language }) => language === 'yaml').flatMap(({ place, text }) =>
    linesOf(place, text.replaceAll(/^ *(- )?/gm, '')),
  ),
  ...PAGES.flatMap(inlineOf),
  ...WORKFLOWS.flatMap(stepsOf),
].filter(({ command }) => /^(npm|npx fastvlm-bench|fastvlm-bench)\b/.test(command));

function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

/** What the command line gets when the command is typed; null where it is not the project's. */
function argvOf(command: string): readonly string[] | null {
  const words = wordsOf(command).filter((word) => word !== 'npx' && !/^[A-Z_]+=/.test(word));
  const [first, second, third, ...rest] = words;
  if (first === 'fastvlm-bench') return words.slice(1);
  if (first !== 'npm' || second !== 'run' || third === undefined) return null;
  const [, entry] = /node cli\.ts ?(.*)$/.exec(scripts[third] ?? '') ?? [];
  return entry === undefined ? null : [...wordsOf(entry), ...rest.filter((word) => word !== '--')];
}

const PARSED = new Error('parsed, and nothing done');

/** What the command line has against the arguments; null when it would do what they ask for. */
async function refusal(argv: readonly string[]): Promise<string | null> {
  let printed = '';
  const write = (text: string): void => {
    printed += text;
  };
  const terminal = { write, writeError: write, isInteractive: false, columns: null };
  // Parsing asks for nothing else of the world.
  const world = { ...host, version: '0', environment: {}, terminal } as unknown as World;
  const fail = (): never => {
    throw new Error('a command was run');
  };
  const root = await commandLine(argv, { world, end: fail, main: fail, whole: fail });
  root.hook('preAction', () => {
    throw PARSED;
  });
  try {
    await root.parseAsync([...argv], { from: 'user' });
    return `nothing happens: ${argv.join(' ')}`;
  } catch (error) {
    if (error === PARSED || (error instanceof CommanderError && error.exitCode === 0)) return null;
    return printed;
  }
}

test('commands are found on every kind of page', () => {
  const places = SHOWN.map(({ place }) => place.replace(/:\d+$/, ''));
  expect(places).toEqual(
    expect.arrayContaining(['README.md', 'docs/store.md', 'docs/merge-requests.md', '.github/workflows/nightly.yml']),
  );
});

test.each(SHOWN.filter(({ command }) => argvOf(command) !== null))(
  'the command line takes `$command` ($place)',
  async ({ command }) => {
    expect(await refusal(argvOf(command) ?? [])).toBeNull();
  },
);

test.each(SHOWN.filter(({ command }) => command.startsWith('npm run ')))(
  'package.json has the script of `$command` ($place)',
  ({ command }) => {
    expect(Object.keys(scripts)).toContain(wordsOf(command)[2]);
  },
);

test.each([
  ['npm run bench -- run --sweet smoke', "unknown option '--sweet'"],
  ['npm run demo -- --candidate', "'--candidate <build>' argument missing"],
  ['fastvlm-bench measure', "unknown command 'measure'"],
  ['fastvlm-bench run --seed many', 'a whole number, 0 or more'],
  ['fastvlm-bench baseline', 'Usage: fastvlm-bench baseline'],
])('`%s` would not be taken', async (command, complaint) => {
  expect(await refusal(argvOf(command) ?? [])).toContain(complaint);
});
