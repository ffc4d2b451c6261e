/** What names, labels and files say is text to the runner of a job on GitHub, and no command. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from './world.fixture.ts';

const COMMAND = '::set-output name=decision::pass';
const OLD_COMMAND = '##[set-output name=decision;]pass';
const ATTACK = `a\n${COMMAND}\r\n \t${COMMAND}\r${COMMAND} ${OLD_COMMAND}`;

const environment: Record<string, string> = {};
let phones: Commands;

beforeEach(() => {
  phones = commands({ suites: [suiteWith(2)], environment });
  Object.assign(environment, { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: phones.folder });
});
afterEach(() => phones.close());

/** As the runner finds commands (actions/runner, ActionCommand.cs): at the start of a line, or after `##[` anywhere in one. */
function commandsIn(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

const write = (name: string, value: unknown): void => writeFileSync(join(phones.folder, name), JSON.stringify(value));

test.each([
  ['a value of an option', ['plan', '--suite', ATTACK]],
  ['a name of a command', [ATTACK]],
  ['a value of a configuration', ['plan', '--config', 'value.json']],
  ['a field of a configuration', ['plan', '--config', 'field.json']],
  ['a name of a file', ['plan', '--config', `${ATTACK}.json`]],
  ['a name of a run', ['report', COMMAND]],
])('%s is no command', async (_what, argv) => {
  write('value.json', { suite: ATTACK });
  write('field.json', { [ATTACK]: 1 });
  const { code, out, err } = await phones.bench(...argv);
  expect(code).toBe(2);
  expect(err).toContain('set-output name=decision');
  const own = /^::error file=[^\r\n]*title=fastvlm-bench::/;
  expect(commandsIn(out + err).filter((line) => !own.test(line))).toEqual([]);
});

test('a branch stays as it is in JSON, and is no command there either', async () => {
  const branch = '::error::a##[error]b';
  expect((await phones.bench('run', '--suite', 'latency', '--candidate', 'app.ipa', '--branch', branch)).code).toBe(0);
  const { out } = await phones.bench('history', '--json');
  expect(commandsIn(out)).toEqual([]);
  expect(JSON.parse(out).runs).toMatchObject([{ branch }]);
});

test('elsewhere, lines stay as they are', async () => {
  delete environment['GITHUB_ACTIONS'];
  expect((await phones.bench('plan', '--suite', ATTACK)).err).toContain(`\n${COMMAND}`);
});
