import { expect, test } from 'vitest';
import { build } from '#reports/fixtures/builds.fixture.ts';
import { buildsView } from './builds.ts';

const madeWith = (role: 'baseline' | 'candidate', xcode: string): ReturnType<typeof build> => ({
  ...build(role),
  toolchain: { xcode, sdk: 'iphoneos18.5' },
});

test('each build is shown with its toolchain, if its package names one', () => {
  const shown = buildsView(madeWith('candidate', '16.4 (16F6)'), build('baseline')).builds;
  expect(shown.map(({ toolchain }) => toolchain)).toEqual(['Xcode 16.4 (16F6), iphoneos18.5', null]);
});

test('a build for the host is known by its model, where an app is by its executable and bundle', () => {
  const identity = { kind: 'host', entry: 'agent.js', contentSha256: 'ab'.repeat(32) } as const;
  const [view] = buildsView({ ...build('candidate'), platform: 'host', identity }, null).builds;
  expect(view?.version).toBe('1.5.0');
  expect(view?.identity.map(({ term, text }) => [term, text])).toEqual([
    ['Model', 'abababababab'],
    ['Configuration', 'agent.js'],
  ]);
});

test('what runs each graph is shown, and whether it changed', () => {
  const units = (graph: string, cpu: number, neuralEngine: number) =>
    ({ graph, of: 'cost', cpu, gpu: 0, neuralEngine }) as const;
  const { differences } = buildsView(build('candidate'), build('baseline'), [
    {
      deviceModel: 'iPhone17,1',
      graph: 'vision',
      baseline: units('vision', 0.08, 0.92),
      candidate: units('vision', 1, 0),
    },
    { deviceModel: 'iPhone17,1', graph: 'text', baseline: units('text', 1, 0), candidate: units('text', 1, 0) },
    { deviceModel: 'iPhone17,1', graph: 'new', baseline: null, candidate: units('new', 1, 0) },
  ]);
  expect(differences.slice(-3).map(({ state, what, detail }) => [state, what, detail])).toEqual([
    ['changed', 'Compute units of vision on iPhone17,1', 'Neural Engine 92 %, processor 8 % → processor 100 %'],
    ['same', 'Compute units of text on iPhone17,1', 'processor 100 %'],
    ['changed', 'Compute units of new on iPhone17,1', '– → processor 100 %'],
  ]);
});
