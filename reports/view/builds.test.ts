import { expect, test } from 'vitest';
import { build } from '#reports/fixture-builds.ts';
import { buildsView } from './builds.ts';

const madeWith = (role: 'baseline' | 'candidate', xcode: string): ReturnType<typeof build> => ({
  ...build(role),
  toolchain: { xcode, sdk: 'iphoneos18.5' },
});

test('another toolchain than that of the baseline is reported, the same one is not', () => {
  const changed = buildsView(madeWith('candidate', '16.4 (16F6)'), madeWith('baseline', '16.3 (16E140)'));
  expect(changed.sentence).toContain(
    'Built with Xcode 16.4 (16F6), iphoneos18.5, the baseline with Xcode 16.3 (16E140), iphoneos18.5.',
  );
  expect(changed.builds.map(({ toolchain }) => toolchain)).toEqual([
    'Xcode 16.4 (16F6), iphoneos18.5',
    'Xcode 16.3 (16E140), iphoneos18.5',
  ]);
  expect(buildsView(madeWith('candidate', '16.4'), madeWith('baseline', '16.4')).sentence).not.toContain('Built with');
  expect(buildsView(madeWith('candidate', '16.4'), build('baseline')).sentence).not.toContain('Built with');
});

test('a build for the host has its entry and content where an app has its bundle and executable', () => {
  const identity = { kind: 'host', entry: 'agent.js', contentSha256: 'ab'.repeat(32) } as const;
  const [view] = buildsView({ ...build('candidate'), platform: 'host', identity }, null).builds;
  expect(view).toMatchObject({ version: '1.5.0', bundleId: 'agent.js', binaryUuid: 'abababababab' });
});
