/** Suites of which nothing applies on some phones, or on none: nothing is measured there, and nothing is stored. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aPass, aSuite } from '#harness/compare/run.fixture.ts';
import type { Capabilities } from '#harness/domain/device.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

const forced = aPass('hot', ['timeToFirstToken']);
const THERMAL: Suite = {
  ...aSuite([{ ...forced, protocol: { ...forced.protocol, forcedThermal: 'serious' } }]),
  id: 'thermal',
};
const ENERGY: Suite = { ...aSuite([aPass('energy', ['energyPerAnswer', 'averagePower'])]), id: 'energy' };
const UNABLE: Partial<Capabilities> = { energy: null, forcedThermal: [] };

let phones: Commands;

afterEach(() => phones.close());

function world(capabilities: Readonly<Record<string, Partial<Capabilities>>>): Commands {
  phones = commands({ suites: [suiteWith(6), THERMAL, ENERGY], deviceIds: ['one', 'two'], capabilities });
  return phones;
}

const both = ['--device', 'one', '--device', 'two'];
const builds = ['--candidate', 'app.ipa', '--baseline', 'old.ipa'];

const WHY = {
  thermal: 'pass hot (thermal state serious cannot be forced here)',
  energy: 'energy per answer and average power are not reported',
};

test.each(
  (['thermal', 'energy'] as const).flatMap((suite) => [
    { suite, argv: ['run', ...builds] },
    { suite, argv: ['plan'] },
    { suite, argv: ['plan', ...builds] },
    { suite, argv: ['plan', '--minutes', '20'] },
    { suite, argv: ['calibrate', '--build', 'app.ipa'] },
    { suite, argv: ['selftest', '--trials', '20'] },
  ]),
)('$argv is refused where nothing of suite $suite applies: no phone is opened, no file is left', async (own) => {
  const { bench, seen, folder } = world({ one: UNABLE });
  const { code, out, err } = await bench(...own.argv, '--suite', own.suite, '--device', 'one');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toBe(
    `error: Nothing of suite ${own.suite} applies on iPhone one (virtual): ${WHY[own.suite]}.\n` +
      '  Choose another device with --device, or a suite that applies there: latency\n',
  );
  expect(seen).toMatchObject({ opened: 0, launches: 0, claimed: null });
  expect(readdirSync(folder)).toEqual([]);
});

test('a phone on which nothing applies is left out, is named before anything is measured, and is no phone of the run', async () => {
  const { bench, folder } = world({ two: UNABLE });
  const { code, out, err } = await bench('run', '--suite', 'energy', ...builds, ...both, '--out', 'run');
  expect(code, err).not.toBe(2);
  expect(out).toContain(
    'iPhone two (virtual) is left out: nothing of suite energy applies there (energy per answer and average power are not reported).\n',
  );
  expect(out).toMatch(/launches on iPhone one \(virtual\);/);
  expect(existsSync(join(folder, 'run', 'run.json'))).toBe(true);
  const { out: planned } = await bench('plan', '--suite', 'energy', ...both);
  expect(planned).toMatch(/^iPhone two \(virtual\) is left out: /);
  expect(planned).not.toMatch(/^iPhone two \(virtual\): /m);
});

test('a calibration names once what it leaves out', async () => {
  const { bench } = world({ two: UNABLE });
  const { out } = await bench('calibrate', '--suite', 'energy', '--build', 'app.ipa', '--blocks', '3', ...both);
  expect(out.match(/is left out/g)).toHaveLength(1);
  expect(out).toContain('Session 3 of 3');
});

test('where nothing applies on any of several phones, all are named with what is missing there', async () => {
  const { bench } = world({ one: UNABLE, two: UNABLE });
  const { code, err } = await bench('run', '--suite', 'thermal', ...builds, ...both);
  expect(code).toBe(2);
  expect(err).toContain(`applies on iPhone one (virtual) and iPhone two (virtual): ${WHY.thermal}.\n`);
});

const LENIENT = JSON.stringify({
  id: 'lenient',
  virtual: 'accept',
  metrics: Object.fromEntries(
    ['timeToFirstToken', 'visionEncode', 'interTokenP50'].map((metric) => [metric, { severity: 'warn' }]),
  ),
});

test('a comparison in which nothing decides under the policy is refused, and measuring alone is not', async () => {
  const { bench, seen, folder } = world({});
  writeFileSync(join(folder, 'lenient.json'), LENIENT);
  const asked = ['--suite', 'latency', '--policy', 'lenient.json', '--device', 'one'];
  for (const argv of [['run', ...builds], ['plan'], ['plan', ...builds]]) {
    const { code, err } = await bench(...argv, ...asked);
    expect({ argv, code }).toEqual({ argv, code: 2 });
    expect(err).toMatch(
      /^error: Nothing that suite latency measures on iPhone one \(virtual\) decides under policy lenient/,
    );
  }
  expect(seen.launches).toBe(0);
  expect((await bench('run', '--candidate', 'app.ipa', ...asked, '--blocks', '2')).code).toBe(0);
});

test('a self-test under a policy by which nothing decides is refused: no build could pass such a gate', async () => {
  const { bench, folder } = world({});
  writeFileSync(join(folder, 'lenient.json'), LENIENT);
  await bench('run', '--suite', 'latency', ...builds, '--device', 'one', '--out', 'measured');
  await bench('calibrate', '--suite', 'latency', '--build', 'app.ipa', '--device', 'one', '--blocks', '3');
  const simulated = ['--suite', 'latency'];
  for (const of of [
    simulated,
    [...simulated, '--device', 'one'],
    [...simulated, '--device', 'two'],
    ['--run', 'measured'],
  ]) {
    const { code, out, err } = await bench('selftest', ...of, '--trials', '20', '--policy', 'lenient.json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: Nothing that suite latency measures on .+ decides under policy lenient\.\n {2}Choose/);
  }
});
