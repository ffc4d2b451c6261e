import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { whyNodeIsTooOld } from './old-node.ts';

const ENGINES = '>=22.23 <23 || >=24.11';

test('these are the engines of the manifest', () => {
  const manifest: { readonly engines: { readonly node: string } } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  expect(manifest.engines.node).toBe(ENGINES);
});

test.each(['v22.23.0', 'v22.24.1', 'v24.11.0', 'v24.21.0', 'v25.0.0-nightly', 'v26.1.0'])(
  'Node %s can run the package',
  (version) => {
    expect(whyNodeIsTooOld(version, ENGINES)).toBeNull();
  },
);

test.each(['v20.20.2', 'v22.22.9', 'v22.9.0', 'v16.20.2', 'v23.11.0', 'v24.0.0', 'v24.10.0'])(
  'Node %s is refused with those that can',
  (version) => {
    expect(whyNodeIsTooOld(version, ENGINES)).toBe(
      `error: fastvlm-bench needs Node 22.23, or Node 24.11 or newer, and this is Node ${version.slice(1)}.\n` +
        '  Install a newer one from https://nodejs.org, or put it first in PATH.\n',
    );
  },
);
