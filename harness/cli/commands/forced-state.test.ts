import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Commands, commands, type Scene } from '#harness/cli/world.fixture.ts';
import { aPass, aSuite } from '#harness/compare/run.fixture.ts';

const one = aPass('hot', ['timeToFirstToken', 'peakMemory']);
const suite = {
  ...aSuite([{ ...one, protocol: { ...one.protocol, blocks: 2, forcedThermal: 'serious' } }]),
  id: 'hot',
};
const measure = ['--suite', 'hot', '--seed', '7'];

let world: Commands;
const worldOf = (scene: Partial<Scene> = {}): Commands => (world = commands({ suites: [suite], ...scene }));
afterEach(() => world.close());

test('a phone that turns out, once it is open, not to offer the state is refused, and nothing is launched or kept', async () => {
  const { bench, seen, folder } = worldOf({ forcedThermals: ['fair'] });
  const builds = ['--candidate', 'new.ipa', '--baseline', 'old.ipa'];
  const { code, err } = await bench('run', ...measure, ...builds, '--out', 'run');
  expect(code).toBe(2);
  expect(err).toMatch(
    /^error: Nothing of suite hot applies on iPhone one \(virtual\): pass hot \(thermal state serious cannot be forced here\)\.\n/,
  );
  expect(seen).toMatchObject({ launches: 0, opened: 1, closed: 1, claimed: null });
  expect(existsSync(join(folder, 'run'))).toBe(false);
  expect((await bench('runs', '--json')).out).toMatch(/"runs": \[\]/);
});

test('of several phones the others are measured, and the one that does not offer the state has no launch', async () => {
  const { bench, seen, folder } = worldOf({
    deviceIds: ['one', 'two'],
    forcedThermals: (id) => (id === 'one' ? ['serious'] : []),
  });
  const both = ['--device', 'one', '--device', 'two'];
  const { out } = await bench('run', ...measure, ...both, '--candidate', 'new.ipa', '--out', 'run');
  expect(out).toContain('[two] not applicable: pass hot (thermal state serious cannot be forced here)');
  expect(seen.launches).toBeGreaterThan(0);
  const { launches } = JSON.parse(readFileSync(join(folder, 'run', 'run.json'), 'utf8'));
  expect(new Set(launches.map(({ deviceId }: { deviceId: string }) => deviceId))).toEqual(new Set(['one']));
});

test('a plan says which state is forced', async () => {
  const { out } = await worldOf().bench('plan', ...measure);
  expect(out).toContain('hot: 2 blocks, with thermal state serious forced: ');
});
