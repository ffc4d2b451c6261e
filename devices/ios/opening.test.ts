import { expect, test } from 'vitest';
import type { AppiumServer } from '#devices/appium/server.ts';
import { startXcuitest } from './xcuitest.ts';
import { startVirtualLab, virtualDriverConfig, VIRTUAL_PHONES } from '#devices/virtual-iphone/lab.ts';
import { iosDriver } from './driver.ts';

const NEVER = new AbortController().signal;

test('a phone on which WebDriverAgent does not start keeps no other phone waiting', async () => {
  const [first, second] = VIRTUAL_PHONES;
  if (first === undefined || second === undefined) throw new Error('two phones are needed');
  const lab = await startVirtualLab([{ ...first, faults: [{ kind: 'wdaDeadAtStart' }] }, second]);
  let server: AppiumServer | null = null;
  const stop = async (): Promise<void> => await server?.stop();
  const driver = iosDriver({
    devices: [first, second].map(virtualDriverConfig),
    tools: {},
    startServer: async () => (server = await startXcuitest({ tunnelRegistryPort: lab.tunnelRegistryPort })),
  });
  try {
    let failure: unknown = null;
    const dead = driver.open(first.id, NEVER).catch((error: unknown) => (failure = error));
    await expect.poll(async () => await server?.log.since(0)).toContain('Starting WebDriverAgent initialization');
    await driver.open(second.id, NEVER);
    expect(failure).toBeNull();
    // Nobody needs to see it reach its limit.
    await stop();
    await dead;
    expect(failure).toMatchObject({ code: 'DEVICE_UNAVAILABLE' });
  } finally {
    await driver.close();
    await lab.close();
  }
});
