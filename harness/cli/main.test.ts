import { afterAll, beforeAll, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from './world.fixture.ts';

let phones: Commands;

beforeAll(() => {
  phones = commands({ suites: [suiteWith(8)] });
});

afterAll(() => phones.close());

test.each([
  [['run', '--blocks', '0'], "'--blocks <number>' argument '0'", 'a whole number, 1 or more', 'run'],
  [['run', '--seed', '-1'], "'--seed <number>' argument '-1'", 'a whole number, 0 or more', 'run'],
  [['run', '--seed', '99999999999999999999'], "'--seed <number>'", 'It is too large', 'run'],
  [['run', '--seed', '1e3'], "'--seed <number>'", 'a whole number, 0 or more', 'run'],
  [['run', '--appium-port', '0'], "'--appium-port <port>'", 'a whole number from 1 to 65535', 'run'],
  [['calibrate', '--sessions', '0'], "'--sessions <number>'", 'a whole number, 1 or more', 'calibrate'],
  [['selftest', '--trials', '0'], "'--trials <number>'", 'a whole number, 1 or more', 'selftest'],
  [['plan', '--power', '1'], "'--power <share>'", 'a chance above 0.5 and below 1', 'plan'],
  [['plan', '--change', '-5'], "'--change <percent>'", 'a number above 0', 'plan'],
  [
    ['datasets', 'subset', 'own', '--size', 'many'],
    "'--size <number>'",
    'a whole number, 1 or more',
    'datasets subset',
  ],
])('%j is refused with the option and its range', async (argv, option, range, command) => {
  const { code, err } = await phones.bench(...argv);
  expect(err).toMatch(/^error: option .+\n {2}See: fastvlm-bench .+ --help\n$/);
  expect(err).toContain(`option ${option}`);
  expect(err).toContain(range);
  expect(err).toContain(`See: fastvlm-bench ${command} --help`);
  expect(code).toBe(2);
});

test.each([
  ['a missing argument', ['report'], 'report'],
  ['a missing option', ['datasets', 'import', 'folder'], 'datasets import folder'],
  ['an unknown option', ['runs', '--sore', 'x'], 'runs'],
  ['an argument too many', ['runs', 'all'], 'runs'],
  ['a choice that is none', ['datasets', 'subset', 'x', '--kind', 'lax', '--size', '3'], 'datasets subset'],
])('%s ends in where to look', async (_name, argv, command) => {
  const { code, err } = await phones.bench(...argv);
  expect(err).toMatch(new RegExp(`^error: [^]+\\n {2}See: fastvlm-bench ${command} --help\\n$`));
  expect(code).toBe(2);
});

test.each([[['nope']], [['help', 'nope']], [['help', 'datasets', 'nope']]])(
  '%j names a command that does not exist',
  async (argv) => {
    const { code, out, err } = await phones.bench(...argv);
    expect(err).toMatch(/^error: unknown command 'nope'\n {2}See: fastvlm-bench .*--help\n$/);
    expect(out).toBe('');
    expect(code).toBe(2);
  },
);

test.each([
  [['help'], 'Usage: fastvlm-bench [options] [command]'],
  [['help', 'run'], 'Usage: fastvlm-bench run [options]'],
  [['help', 'datasets', 'import'], 'Usage: fastvlm-bench datasets import'],
])('%j shows the help of that command', async (argv, usage) => {
  const { code, out, err } = await phones.bench(...argv);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(usage);
});

test.each([
  ['what is required', ['datasets', 'import', 'folder'], /--dir <folder> the folder \(required\)/],
  ['what is required of a run', ['run'], /--candidate <app\.ipa> the build to judge \(required unless --resume\)/],
  ['what is required of a calibration', ['calibrate'], /--build <app\.ipa> [^<]*\(required unless --from\)/],
  ['what is required of a plan', ['plan'], /--suite <name> [^<]*\(required\)/],
  ['how many blocks there are', ['run'], /--blocks <number> [^<]*\(default: as many as the suite plans\)/],
  ['what is asked', ['run'], /--prompt <text> [^<]*\(default: the suite's own; [^<]*\)/],
])('help tells %s', async (_name, argv, text) => {
  const { out } = await phones.bench(...argv, '--help');
  expect(out.replaceAll(/\s+/g, ' ')).toMatch(text);
});
