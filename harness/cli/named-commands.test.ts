/** Messages and remedies name commands that a person types next: each must be one. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { COMMANDS } from './catalogue.ts';
import { commandLine } from './main.ts';
import type { Program } from './program.ts';

const files = execFileSync('git', ['ls-files', '*.ts'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /^(cli|host|harness|devices|datasets|reports)\b/.test(file) && !/\.(test|fixture)\.ts$/.test(file));

type Named = {
  readonly text: string;
  /** Whether it is there to be typed, and none of it is put in later: it must say all that the command needs. */
  readonly isWhole: boolean;
};

/** `fastvlm-bench …` after a colon or between backticks, to the end of the text or to a value that is put in. */
function namedIn(source: string): readonly Named[] {
  const commands = /((?<!error): fastvlm-bench|`fastvlm-bench|\$\{BENCH\}) ([a-z][^'"`;)$\n\\]*)(\$?)/g;
  return [...source.matchAll(commands)].map(([, before = '', named = '', cut]) => ({
    text: named.trim(),
    isWhole: before.startsWith(':') && cut === '',
  }));
}

const terminal = { write: () => {}, writeError: () => {} };
const program = { world: { environment: {}, version: '0', terminal } } as unknown as Program;

/** What a command cannot do without, beside what commander says of it. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  run: ['--suite', '--candidate'],
  calibrate: ['--build', '--suite'],
  plan: ['--suite'],
};

/** What a command lacks that is typed as it stands. */
function lacking(command: Command, words: readonly string[]): readonly string[] {
  if (words.includes('--help')) return [];
  const needed = [
    ...(NEEDED[command.name()] ?? []),
    ...command.options
      .filter(({ mandatory, defaultValue }) => mandatory && defaultValue === undefined)
      .map(({ long }) => long ?? ''),
  ];
  const required = command.registeredArguments.filter((own) => own.required).length;
  const given = words
    .slice(words.indexOf(command.name()) + 1)
    .filter((word) => word !== '' && !word.startsWith('-')).length;
  const isGroup = command.commands.length > 0 && command.options.length === 0;
  return [
    ...needed.filter((option) => !words.includes(option)).map((option) => `lacks ${option}`),
    ...(given < required || (isGroup && given === 0) ? ['lacks an argument'] : []),
  ];
}

/** What is wrong with a named command: its name, the name of its subcommand, its options, or what it lacks. */
async function complaints({ text: named, isWhole }: Named): Promise<readonly string[]> {
  const words = named.split(/[\s,.)]+/);
  let command: Command = await commandLine(words, program);
  for (const word of words) {
    const next = command.commands.find((sub) => sub.name() === word);
    if (next === undefined) break;
    command = next;
  }
  if (command.parent === null) return [`no command ${words[0]}`];
  const takesArguments = command.registeredArguments.length > 0;
  const next = words[words.indexOf(command.name()) + 1] ?? '';
  const unknown = command.commands.length > 0 && !takesArguments && /^[a-z]/.test(next) ? [`no command ${next}`] : [];
  const known = new Set(command.options.map(({ long }) => long));
  const options = words.filter((word) => /^--[a-z]/.test(word) && word !== '--help' && !known.has(word));
  return [...unknown, ...options.map((option) => `no option ${option}`), ...(isWhole ? lacking(command, words) : [])];
}

const named = files.flatMap((file) => namedIn(readFileSync(file, 'utf8')).map((own) => ({ file, ...own })));

test('many messages name a command', () => {
  expect(named.length).toBeGreaterThan(COMMANDS.length);
});

test.each(named)('`fastvlm-bench $text` is a command ($file)', async (own) => {
  expect(await complaints(own)).toEqual([]);
});

test.each([
  ["'Mend it with: fastvlm-bench shrink'", 'no command shrink'],
  ['`fastvlm-bench store shrink FILE`', 'no command shrink'],
  ["'Mend it with: fastvlm-bench store info --now'", 'no option --now'],
  ["'Judge it with: fastvlm-bench report'", 'lacks an argument'],
  ["'Measure it with: fastvlm-bench run --suite smoke'", 'lacks --candidate'],
  ["'Draw it with: fastvlm-bench datasets subset NAME'", 'lacks --size'],
])('%s would be found', async (source, complaint) => {
  expect(await complaints(namedIn(source)[0] ?? { text: '', isWhole: false })).toEqual([complaint]);
});
