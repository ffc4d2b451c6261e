import { expect, onTestFinished, test } from 'vitest';
import { FreePorts } from '#devices/appium/free-port.ts';
import type { OperatingSystem } from './operating-system.ts';
import { BUNDLE_ID, startSystem, unpackedApp } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';
import { WdaRunner } from './wda-runner.ts';

type Reply = { readonly status: number; readonly value: unknown; readonly sessionId: string | null };
type Ask = (method: string, path: string, body?: object) => Promise<Reply>;

async function agentOf(system: OperatingSystem): Promise<Ask> {
  const [port = 0] = await new FreePorts().find(1);
  const wda = new WdaRunner(system);
  await wda.launch({ USE_PORT: String(port) });
  onTestFinished(() => wda.stop());
  return async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, ...((await response.json()) as Omit<Reply, 'status'>) };
  };
}

test('a session begins and ends, and its commands end with it', async () => {
  const ask = await agentOf(await startSystem());
  expect(await ask('GET', '/status')).toMatchObject({ value: { ready: true, os: { version: '26.1' } } });
  const { sessionId } = await ask('POST', '/session', { capabilities: {} });
  expect(await ask('GET', `/session/${sessionId}/wda/locked`)).toMatchObject({ status: 200, value: false });
  await ask('DELETE', `/session/${sessionId}`);
  expect(await ask('GET', `/session/${sessionId}/wda/locked`)).toMatchObject({
    status: 404,
    value: { error: 'invalid session id' },
  });
});

test('launching a running app only brings it to the front', async () => {
  const system = await startSystem();
  await system.install(await unpackedApp());
  const ask = await agentOf(system);
  const launch = { bundleId: BUNDLE_ID, arguments: ['one'], environment: { RUN: '1' } };
  await ask('POST', '/wda/apps/launch', launch);
  const first = (await ask('GET', '/wda/activeAppInfo')).value;
  expect(first).toMatchObject({ bundleId: BUNDLE_ID, processArguments: { args: ['one'], env: { RUN: '1' } } });
  await ask('POST', '/wda/homescreen');
  expect(await ask('POST', '/wda/apps/state', { bundleId: BUNDLE_ID })).toMatchObject({ value: 3 });
  await ask('POST', '/wda/apps/launch', { ...launch, arguments: ['two'] });
  expect((await ask('GET', '/wda/activeAppInfo')).value).toEqual(first);
});

test('an app that is not installed is an invalid argument', async () => {
  const ask = await agentOf(await startSystem());
  for (const command of ['launch', 'activate', 'terminate', 'state']) {
    expect(await ask('POST', `/wda/apps/${command}`, { bundleId: 'no.such.app' })).toMatchObject({
      status: 400,
      value: { error: 'invalid argument', message: expect.stringContaining('is not installed') as string },
    });
  }
});

test('what the phone has no user interface for is an unknown command', async () => {
  const ask = await agentOf(await startSystem());
  expect(await ask('GET', '/source')).toMatchObject({ status: 404, value: { error: 'unknown command' } });
});

test('a port that is taken is an error of the launch', async () => {
  const system = await startSystem();
  const [port = 0] = await new FreePorts().find(1);
  const first = new WdaRunner(system);
  const second = new WdaRunner(system);
  onTestFinished(() => first.stop());
  await first.launch({ USE_PORT: String(port) });
  await expect(second.launch({ USE_PORT: String(port) })).rejects.toThrow('EADDRINUSE');
  expect(second.pid).toBeNull();
});
