import { expect, test } from 'vitest';
import { whyNodeIsTooOld } from './old-node.ts';

test.each(['v22.18.0', 'v22.20.1', 'v24.0.0', 'v23.1.0', 'v24.0.0-nightly'])('Node %s is new enough', (version) => {
  expect(whyNodeIsTooOld(version, '>=22.18')).toBeNull();
});

test.each(['v20.20.2', 'v22.17.1', 'v22.9.0', 'v16.20.2'])(
  'Node %s is refused with the one that is needed',
  (version) => {
    expect(whyNodeIsTooOld(version, '>=22.18')).toBe(
      `error: fastvlm-bench needs Node 22.18 or newer, and this is Node ${version.slice(1)}.\n` +
        '  Install a newer one from https://nodejs.org, or put it first in PATH.\n',
    );
  },
);
