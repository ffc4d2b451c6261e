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

test('on a phone that cannot be forced a run says so, launches nothing and shows nothing, also when it is judged again', async () => {
  const { bench, seen } = worldOf({ forcedThermals: ['fair'] });
  const builds = ['--candidate', 'new.ipa', '--baseline', 'old.ipa'];
  const { code, out } = await bench('run', ...measure, ...builds, '--out', 'run');
  expect(code).toBe(4);
  expect(out).toContain('not applicable: pass hot (thermal state serious cannot be forced here)');
  expect(seen).toMatchObject({ launches: 0, opened: 1, closed: 1 });
  expect((await bench('gate', 'run')).code).toBe(4);
  expect((await bench('verify', 'run')).code).toBe(0);
});

test('a plan says which state is forced', async () => {
  const { out } = await worldOf().bench('plan', ...measure);
  expect(out).toContain('hot: 2 blocks, with thermal state serious forced: ');
});
