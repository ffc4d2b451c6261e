import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '#harness/cli/catalogue.ts';
import { SAMPLES } from '#harness/cli/options.ts';
import { type Commands, commands, type Ended } from '#harness/cli/world.fixture.ts';
import { METRIC_IDS } from '#harness/domain/metric.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

const SHELLS = ['bash', 'zsh', 'fish'];
const INSTALLED = SHELLS.filter((shell) => spawnSync(shell, ['--version']).error === undefined);

let world: Commands;
let folder: string;
const printed: Ended[] = [];

beforeAll(async () => {
  world = commands({ suites: [suiteWith(2)], deviceIds: ['one', 'two'] });
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-completion-'));
  writeFileSync(join(folder, 'app one.ipa'), '');
  mkdirSync(join(folder, 'runs'));
  for (const shell of SHELLS) {
    printed.push(await world.bench('completion', shell));
    writeFileSync(join(folder, `completion.${shell}`), printed.at(-1)?.out ?? '');
  }
});

afterAll(() => {
  world.close();
  rmSync(folder, { recursive: true });
});

/** What bash offers at the end of a line that is typed so far; the last word may be empty. */
function offered(...words: readonly string[]): readonly string[] {
  const shell = `source ./completion.bash
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_fastvlm_bench
for reply in "\${COMPREPLY[@]}"; do printf '%s\\n' "$reply"; done`;
  const out = execFileSync('bash', ['--norc', '-u', '-c', shell, 'bash', 'fastvlm-bench', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return out.split('\n').filter((line) => line !== '');
}

test('each shell has a script', () => {
  for (const { code, out, err } of printed) {
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^(#compdef fastvlm-bench\n)?# Completes fastvlm-bench in \w+\.\n/);
  }
});

test('commands and their own commands are completed', () => {
  expect(offered('')).toEqual([...COMMANDS.map(({ name }) => name), 'help']);
  expect(offered('calib')).toEqual(['calibrate', 'calibrations']);
  expect(offered('baseline', '')).toEqual(['set', 'remove', 'list', 'history']);
  expect(offered('datasets', 'import', 'v')).toEqual(['vqav2', 'vizwiz']);
  expect(offered('help', 'baseli')).toEqual(['baseline']);
});

test('options are those of the command', () => {
  expect(offered('run', '--dev')).toEqual(['--device', '--devices-file']);
  expect(offered('baseline', 'set', '--')).toEqual(expect.arrayContaining(['--why', '--expect', '--config', '--help']));
  expect(offered('baseline', 'list', '--w')).toEqual([]);
  expect(offered('runs', '--store', 'remove', '--js')).toEqual(['--json']);
});

test('values that are known without a phone are completed, also behind an equals sign', () => {
  expect(offered('run', '--suite', '')).toEqual(['latency']);
  expect(offered('run', '--suite', '=', 'lat')).toEqual(['latency']);
  expect(offered('plan', '--seed', '1', '--device', '')).toEqual(['one', 'two']);
  expect(offered('demo', '--candidate', '')).toEqual(SAMPLES);
  expect(offered('samples', 'builds', 'reference', 'in')).toEqual(['int8']);
  expect(offered('waive', 'RUN', '')).toEqual([...METRIC_IDS]);
  expect(offered('history', 'time')).toEqual(METRIC_IDS.filter((id) => id.startsWith('time')));
  expect(offered('selftest', '--scenario', 'vis')).toEqual(['vision-encoder']);
  expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  expect(offered('datasets', 'subset', 'own', '--kind', 'a')).toEqual(['audit']);
});

test('files and folders are completed where a command takes them', () => {
  expect(offered('run', '--candidate', 'app')).toEqual(['app one.ipa']);
  expect(offered('run', '--policy', '')).toEqual(expect.arrayContaining(['pr', 'release', 'app one.ipa']));
  expect(offered('run', '--out', '')).toEqual(['runs']);
  expect(offered('report', 'ru')).toEqual(['runs']);
  expect(offered('compare', 'main', 'ru')).toEqual(['runs']);
  expect(offered('run', '--prompt', '')).toEqual([]);
});

test('a suite of the configuration is completed', async () => {
  writeFileSync(
    join(world.folder, 'fastvlm-bench.config.json'),
    JSON.stringify({ policies: { nightly: { inconclusive: 'block', virtual: 'accept' } } }),
  );
  const { out, err } = await world.bench('completion', 'bash');
  rmSync(join(world.folder, 'fastvlm-bench.config.json'));
  expect(err).toBe('');
  expect(out).toMatch(/'run --policy'.* fb_words='pr release nightly' ;;/);
});

test('an unknown shell is refused with the known ones', async () => {
  const { code, out, err } = await world.bench('completion', 'tcsh');
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain('bash, zsh, fish');
});

test.each(INSTALLED)('%s, which is installed here, takes the script', (shell) => {
  const { stderr, status } = spawnSync(shell, ['-n', join(folder, `completion.${shell}`)], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('a value that a shell would split is not offered', async () => {
  const odd = commands({ suites: [{ ...suiteWith(2), id: "a b'c" }] });
  const { out } = await odd.bench('completion', 'bash');
  odd.close();
  expect(out).not.toContain("a b'c");
  expect(spawnSync('bash', ['-n'], { input: out }).status).toBe(0);
});

test('a name that a shell would run, or take for several words, is offered by none', async () => {
  const odd = commands({ suites: [suiteWith(2)], deviceIds: ['one', '$(odd)', '(odd)', "odd'one", 'odd name'] });
  const scripts = await Promise.all(SHELLS.map(async (shell) => (await odd.bench('completion', shell)).out));
  odd.close();
  for (const script of scripts) {
    expect(script).toContain("'one'");
    expect(script).not.toMatch(/\bodd\b/);
  }
});
