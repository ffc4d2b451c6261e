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

/** `fastvlm-bench …` after a colon or between backticks, to the end of the text or to a value that is put in. */
function namedIn(source: string): readonly string[] {
  return [...source.matchAll(/(?:(?<!error): fastvlm-bench|`fastvlm-bench|\$\{BENCH\}) ([a-z][^'"`;)$\n\\]*)/g)].map(
    ([, named = '']) => named.trim(),
  );
}

const terminal = { write: () => {}, writeError: () => {} };
const program = { world: { environment: {}, version: '0', terminal } } as unknown as Program;

/** What is wrong with a named command: its name, the name of its subcommand, or its options. */
async function complaints(named: string): Promise<readonly string[]> {
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
  return [...unknown, ...options.map((option) => `no option ${option}`)];
}

const named = files.flatMap((file) => namedIn(readFileSync(file, 'utf8')).map((text) => ({ file, text })));

test('many messages name a command', () => {
  expect(named.length).toBeGreaterThan(COMMANDS.length);
});

test.each(named)('`fastvlm-bench $text` is a command ($file)', async ({ text }) => {
  expect(await complaints(text)).toEqual([]);
});

test.each([
  ["'Mend it with: fastvlm-bench shrink'", 'no command shrink'],
  ['`fastvlm-bench store shrink FILE`', 'no command shrink'],
  ["'Mend it with: fastvlm-bench store info --now'", 'no option --now'],
])('%s would be found', async (source, complaint) => {
  expect(await complaints(namedIn(source)[0] ?? '')).toEqual([complaint]);
});
