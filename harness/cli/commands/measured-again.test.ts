/** The commands that a report prints measure what its run measured. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { aPass, aSuite } from '#harness/compare/run.fixture.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { Reporter, ReportInput } from '#harness/ports/report.ts';
import { reproduction } from '#reports/pull-request/reproduction.ts';
import { nextSteps } from '#reports/view/next-steps.ts';

/** Two passes, of which one scores answers. */
const suite: Suite = aSuite([
  aPass('latency', ['timeToFirstToken', 'visionEncode']),
  aPass('accuracy', ['answerAccuracy']),
]);
const OWN = { ...suite, id: 'ours' };
/** The commands of the last report: the one that reproduces its run, then its next steps. */
let printed: readonly string[];
/** The file of waivers that the last report names. */
let waivers: ReportInput['waivers'];
let phones: Commands;

beforeEach(() => {
  const reporter: Reporter = {
    id: 'commands',
    render: async (input) => {
      const [, command = ''] = /^`+ ?(.*?) ?`+$/m.exec(reproduction(input)) ?? [];
      waivers = input.waivers;
      printed = [command, ...nextSteps(input).map((step) => step.command)];
      return [];
    },
  };
  phones = commands({
    suites: [suite],
    factors: { slow: 1.2 },
    deviceIds: ['one', 'two', 'three'],
    reporters: async () => [reporter],
  });
  write('nightly.json', { id: 'nightly', basedOn: 'release', virtual: 'accept' });
  write('accepted.json', { waivers: [] });
});

afterEach(() => phones.close());

const write = (name: string, content: unknown): void =>
  writeFileSync(join(phones.folder, name), JSON.stringify(content));

/** Runs a command as it was printed, with builds in place of what stands for them. */
async function type(command: string, ...more: readonly string[]): ReturnType<Commands['bench']> {
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  const [, ...words] = stdout.split('\0').slice(0, -1);
  return phones.bench(...words.map((word) => BUILDS.get(word) ?? word), ...more);
}
const BUILDS = new Map([
  ['app.ipa', 'slow.ipa'],
  ['old.ipa', 'reference.ipa'],
]);

/** All that a run begins with but when it began, and its launches in their order. */
function measuredIn(folder: string): Partial<Run> {
  const text = readFileSync(join(phones.folder, folder, 'run.json'), 'utf8');
  const {
    suite: own,
    devices,
    datasets,
    seed,
    policy,
    policySettings,
    stopOnRegression,
    mostToPass,
    options,
  }: Run = JSON.parse(text);
  return { suite: own, devices, datasets, seed, policy, policySettings, stopOnRegression, mostToPass, options } as Run;
}

const MEASURE = ['run', '--candidate', 'slow.ipa', '--baseline', 'reference.ipa'] as const;

/** Options that are of the run itself. */
function isOwn(option: string): boolean {
  return option.startsWith('--') && !['--store', '--waivers'].includes(option);
}

test.each<{ readonly given: readonly string[] }>(
  [
    [],
    ['--device', 'three', '--device', 'one'],
    ['--blocks', '5', '--no-early-stop'],
    ['--no-stop-on-regression'],
    ['--dataset', 'other', '--prompt', '{question}\nIt\'s one "word" of 5 %.'],
    ['--policy', 'release', '--stop-on-regression'],
    ['--policy', 'nightly.json', '--waivers', 'accepted.json'],
    ['--store', 'own store.sqlite', '--datasets-dir', 'my data'],
  ].map((given) => ({ given })),
)('a run with $given is measured again as it was', async ({ given }) => {
  await phones.bench(...MEASURE, '--suite', suite.id, ...given, '--out', 'first');
  const [again = '', ...next] = printed;
  const wanted = measuredIn('first');
  expect(Object.keys(wanted.options ?? {})).toHaveLength(new Set(given.filter(isOwn)).size);
  expect((await type(again, '--out', 'again')).code).not.toBe(2);
  expect(measuredIn('again')).toEqual(wanted);
  const fix = next.find((command) => command.startsWith('fastvlm-bench run --suite')) ?? '';
  expect((await type(fix, '--out', 'fixed')).code).not.toBe(2);
  expect({ ...measuredIn('fixed'), seed: wanted.seed }).toEqual(wanted);
});

test('a suite and a policy of a configuration are measured again by the file that has them', async () => {
  write('team.config.json', { suites: [OWN], policies: { nightly: { basedOn: 'pr', virtual: 'accept' } } });
  const own = ['--suite', OWN.id, '--policy', 'nightly', '--config', 'team.config.json'];
  await phones.bench(...MEASURE, ...own, '--device', 'one', '--out', 'first');
  const [again = ''] = printed;
  expect(again).toContain('--policy nightly --config team.config.json');
  expect((await type(again, '--out', 'again')).err).toBe('');
  expect(measuredIn('again')).toEqual(measuredIn('first'));
});

test('what a configuration sets is asked for by the command alone', async () => {
  write('fastvlm-bench.config.json', { suite: suite.id, devices: ['two'], blocks: 4, dataset: 'other', policy: 'pr' });
  write('waivers.json', { waivers: [] });
  await phones.bench(...MEASURE, '--out', 'first');
  const [again = ''] = printed;
  expect(again).toContain('--waivers waivers.json');
  expect(waivers).toEqual({ file: 'waivers.json', entries: 0 });
  expect((await type(again, '--no-config', '--out', 'again')).err).toBe('');
  expect(measuredIn('again')).toEqual(measuredIn('first'));
});

test('a report under another policy names that one', async () => {
  await phones.bench(...MEASURE, '--suite', suite.id, '--device', 'one', '--out', 'first');
  await phones.bench('report', 'first', '--policy', 'nightly.json');
  const [again = ''] = printed;
  expect(again).toContain('--stop-on-regression --policy nightly.json');
  await phones.bench('report', 'first');
  expect(printed[0]).not.toContain('--policy');
});
