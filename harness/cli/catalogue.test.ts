import { Command, Help } from 'commander';
import { expect, test } from 'vitest';
import { COMMANDS } from './catalogue.ts';
import type { Program } from './program.ts';

/** Adding a command asks for nothing else. */
const program = { world: { environment: {} } } as Program;

test.each(COMMANDS)('the list of commands shows $name as its own file makes it', async ({ name, usage, load }) => {
  const command = new Command(name);
  (await load())(command, program);
  expect(new Help().subcommandTerm(command)).toBe(`${name} ${usage}`.trimEnd());
});
