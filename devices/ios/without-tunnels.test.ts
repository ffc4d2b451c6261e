import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';

test('the addon that makes tunnels is not needed, and says so when it is asked', () => {
  const preload = new URL('without-tunnels.ts', import.meta.url).href;
  const program = `const { connectToTunnelLockdown } = await import('appium-ios-tuntap');
    try { connectToTunnelLockdown(); } catch (error) { console.log(error.message); }`;
  const argv = ['--import', preload, '--input-type=module', '--eval', program];
  // In a folder from which no package can be found.
  const out = execFileSync(process.execPath, argv, { cwd: tmpdir(), encoding: 'utf8' });
  expect(out).toBe('This process uses tunnels and makes none.\n');
});
