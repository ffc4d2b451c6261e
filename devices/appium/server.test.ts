import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { isPortFree } from './free-port.ts';
import { installedTools, startXcuitest } from '#devices/ios/xcuitest.ts';

// Homes are made below the temporary folder; one of this file's own shows what is left of them.
const temporary = await mkdtemp(join(tmpdir(), 'server-test-'));
vi.stubEnv('TMPDIR', temporary);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true });
});

test('a server answers on a free port, knows the XCUITest driver only, and leaves nothing behind', async () => {
  const lines: string[] = [];
  const server = await startXcuitest({ tunnelRegistryPort: 1, log: (line) => lines.push(line) });
  onTestFinished(async () => await server.stop());
  const status = (await (await fetch(`${server.url}/status`)).json()) as { value: { build: { version: string } } };
  expect(status.value.build.version).toBe(server.version);
  expect(lines.filter((line) => /error|could not load/i.test(line))).toEqual([]);
  await Promise.all([server.stop(), server.stop()]);
  expect(await isPortFree(server.port)).toBe(true);
  expect(isAlive(server.pid)).toBe(false);
  expect(await readdir(temporary)).toEqual([]);
});

test('the versions of the tools are reported', async () => {
  const versions = await installedTools();
  expect(Object.keys(versions)).toEqual(['appium', 'appium-xcuitest-driver', 'webdriverio']);
  for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
});

test('a given port that is in use is named, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(startXcuitest({ tunnelRegistryPort: 1, port })).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: `Port ${port} of this machine is in use.`,
  });
});

test('a server that is not ready in time fails and is ended', async () => {
  await expect(startXcuitest({ tunnelRegistryPort: 1, startLimitMs: 1 })).rejects.toMatchObject({
    code: 'APPIUM_FAILED',
  });
  expect(await readdir(temporary)).toEqual([]);
});

test('an aborted signal ends the server', async () => {
  const abort = new AbortController();
  const server = await startXcuitest({ tunnelRegistryPort: 1, signal: abort.signal });
  onTestFinished(async () => await server.stop());
  abort.abort();
  await server.stop();
  expect(isAlive(server.pid)).toBe(false);
});

test('the server dies with the harness, even when the harness is killed', async () => {
  const script = `
    import { startXcuitest } from ${JSON.stringify(new URL('../ios/xcuitest.ts', import.meta.url).href)};
    const server = await startXcuitest({ tunnelRegistryPort: 1 });
    console.log(server.pid, server.port);
    setInterval(() => {}, 1000);
  `;
  const harness = spawn(process.execPath, ['--input-type=module', '--eval', script], { cwd: import.meta.dirname });
  onTestFinished(() => void harness.kill('SIGKILL'));
  const [pid, port] = String((await once(harness.stdout, 'data'))[0])
    .trim()
    .split(' ')
    .map(Number);
  const home = (await environment(pid ?? 0)).find((entry) => entry.startsWith('APPIUM_HOME='))?.slice(12) ?? '';
  expect(existsSync(home)).toBe(true);
  harness.kill('SIGKILL');
  while (isAlive(pid ?? 0)) await sleep(10);
  expect(await isPortFree(port ?? 0)).toBe(true);
  expect(existsSync(home)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function environment(pid: number): Promise<readonly string[]> {
  return await new Promise((resolve, reject) => {
    execFile('ps', ['eww', '-o', 'command=', '-p', String(pid)], (error, stdout) => {
      if (error === null) resolve(stdout.trim().split(' '));
      else reject(error);
    });
  });
}
