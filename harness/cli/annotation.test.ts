import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from './world.fixture.ts';

const environment: Record<string, string> = {};
let phones: Commands;

beforeEach(() => {
  phones = commands({ suites: [suiteWith(8)], environment });
  Object.assign(environment, { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: phones.folder });
  mkdirSync(join(phones.folder, 'ci'));
});

afterEach(() => phones.close());

const CONFIG = 'fastvlm-bench.config.json';
const BROKEN = '{\n  "suite": "latency",\n  "blocks": "two"\n}\n';
const write = (name: string, text: string): void => writeFileSync(join(phones.folder, name), text);
/** What a command prints for the runner of the job. */
async function annotations(...argv: readonly string[]): Promise<readonly string[]> {
  const { code, err } = await phones.bench(...argv);
  expect(code).toBe(2);
  expect(err).toMatch(/^error: .*\n {2}\S/m);
  return err.split('\n').filter((line) => line.startsWith('::'));
}

test('a broken configuration is annotated on the line of the field', async () => {
  write(CONFIG, BROKEN);
  expect(await annotations('plan')).toEqual([
    `::error file=${CONFIG},line=3,col=3,title=fastvlm-bench::${CONFIG}: blocks must be a whole number of 1 or more. Correct the file; docs/configuration.md lists every field.`,
  ]);
});

test('what is no JSON is annotated where it stops being some', async () => {
  write('ci/team.json', '{\n  "suite": "latency",\n}\n');
  expect(await annotations('config', 'check', '--config', 'ci/team.json')).toEqual([
    expect.stringMatching(
      /^::error file=ci\/team\.json,line=3,col=1,title=fastvlm-bench::ci\/team\.json is not JSON: /,
    ),
  ]);
});

test('a program that cannot be run is annotated on its line', async () => {
  write('ci/team.mjs', "export const one = 1;\nthrow new Error('100 % wrong');\nexport default {};\n");
  expect(await annotations('plan', '--config', 'ci/team.mjs')).toEqual([
    expect.stringMatching(/^::error file=ci\/team\.mjs,line=2,title=.*cannot be run: 100 %25 wrong \(line 2\)\. /),
  ]);
});

test.each([
  ['"suite": "latenzy"', 'suite: There is no suite "latenzy".'],
  ['"policy": "nightly"', 'policy: There is no policy "nightly".'],
  ['"devices": ["three"]', 'devices: There is no device "three".'],
  ['"devices": ["@lab"]', 'devices: There is no group of devices "lab".'],
  ['"deviceGroups": { "lab": ["three"] }', 'deviceGroups.lab: There is no device "three".'],
  ['"waivers": "accepted.json"', 'waivers: There is no file of waivers '],
  [
    '"release": { "expected": [{ "variant": "Bas", "deviceModel": "iPhone16,1" }] }',
    'release: The plan of the release: ',
  ],
])('what a configuration names and is not there is annotated where it is named: %s', async (field, message) => {
  write(CONFIG, `{\n  "blocks": 4,\n  ${field}\n}\n`);
  const [annotation, ...others] = await annotations('config', 'check');
  expect(annotation).toMatch(new RegExp(`^::error file=${CONFIG},line=3,col=\\d+,`));
  expect(annotation).toContain(`${CONFIG}, ${message}`);
  expect(others).toEqual([]);
});

test('a run whose configuration names a group that is not there says where', async () => {
  write(CONFIG, '{\n  "suite": "latency",\n  "devices": ["@lab"]\n}\n');
  expect(await annotations('plan')).toEqual([
    expect.stringMatching(/,line=3,col=3,.*devices: There is no group of devices "lab"/),
  ]);
  expect(await annotations('plan', '--device', '@lab')).toEqual([]);
});

test('a policy in a file of its own is annotated, and the error names it as it was typed', async () => {
  write('ci/night,ly.json', '{\n  "id": "nightly",\n  "inconclusive": "maybe"\n}\n');
  const options = ['plan', '--suite', 'latency', '--policy', 'ci/night,ly.json'];
  expect(await annotations(...options)).toEqual([
    expect.stringMatching(/^::error file=ci\/night%2Cly\.json,line=3,col=3,/),
  ]);
  expect((await phones.bench(...options)).err).toContain('error: ci/night,ly.json: inconclusive must be one of');
});

test('a file of waivers is annotated on the line of its entry', async () => {
  await phones.bench('run', '--suite', 'latency', '--candidate', 'app.ipa', '--out', 'one');
  write(
    'waivers.json',
    '{\n  "waivers": [\n    { "metric": "timeToFirstToken" },\n    { "metric": "speed" }\n  ]\n}\n',
  );
  expect(await annotations('report', 'one', '--waivers', 'waivers.json')).toEqual([
    expect.stringMatching(/^::error file=waivers\.json,line=3,col=5,.*waivers\[0\]\.owner/),
  ]);
});

test('nothing but JSON goes to stdout with --json', async () => {
  write(CONFIG, BROKEN);
  const { out, err } = await phones.bench('plan', '--json');
  expect([out, err]).toEqual(['', expect.stringMatching(/^::error /m)]);
});

test.each([
  ['elsewhere than on GitHub', () => delete environment['GITHUB_ACTIONS']],
  ['for a file outside the checkout', () => (environment['GITHUB_WORKSPACE'] = join(phones.folder, 'ci'))],
  ['without a checkout', () => delete environment['GITHUB_WORKSPACE']],
])('nothing is annotated %s', async (_what, change) => {
  write(CONFIG, BROKEN);
  change();
  expect(await annotations('plan')).toEqual([]);
});

test('an error that is about no file annotates none', async () => {
  expect(await annotations('plan', '--suite', 'latenc')).toEqual([]);
});
