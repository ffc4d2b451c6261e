import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startVirtualLab, VIRTUAL_PHONES } from './lab.ts';
import { eventually, isAlive, specOf, temporaryFolder, unpackedApp } from './virtual-iphone.fixture.ts';

type Tunnels = { readonly tunnels: Readonly<Record<string, { readonly services: Readonly<Record<string, object>> }>> };

test('the registry lists every phone with its services', async () => {
  const lab = await startVirtualLab(VIRTUAL_PHONES);
  onTestFinished(() => lab.close());
  const response = await fetch(`http://127.0.0.1:${lab.tunnelRegistryPort}/remotexpc/tunnels`);
  const { tunnels } = (await response.json()) as Tunnels;
  expect(Object.keys(tunnels)).toEqual(VIRTUAL_PHONES.map((spec) => spec.udid));
  for (const tunnel of Object.values(tunnels)) {
    expect(Object.keys(tunnel.services)).toContain('com.apple.instruments.dtservicehub');
    expect(Object.keys(tunnel.services)).toContain('com.apple.mobile.house_arrest.shim.remote');
  }
});

test('closing a lab twice is closing it once, and nothing is left of it', async () => {
  const temporary = await temporaryFolder();
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  const lab = await startVirtualLab([specOf()]);
  expect(await readdir(temporary)).toHaveLength(1);
  await Promise.all([lab.close(), lab.close()]);
  await lab.close();
  expect(await readdir(temporary)).toEqual([]);
  await expect(fetch(`http://127.0.0.1:${lab.tunnelRegistryPort}/`)).rejects.toThrow('fetch failed');
});

const LAB_WITH_HUNG_APP = `
  const { OperatingSystem } = await import(process.argv[1] + '/system/operating-system.ts');
  const { Leash } = await import(process.argv[1] + '/system/leash.ts');
  const { VIRTUAL_PHONES } = await import(process.argv[1] + '/phone-spec.ts');
  const [root, app] = process.argv.slice(2);
  const system = new OperatingSystem(VIRTUAL_PHONES[0], root, new Leash(root));
  await system.install(app);
  const started = system.launch('com.example.tiny', [], {});
  system.processes.on('line', () => console.log(started.hostPid));
`;

test('an app that hangs and the folder of its phone are gone when the harness is killed', async () => {
  const root = await temporaryFolder();
  const app = await unpackedApp({ script: "console.log('up'); for (;;);" });
  const harness = spawn(
    process.execPath,
    ['--input-type=module', '-e', LAB_WITH_HUNG_APP, import.meta.dirname, root, app],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void harness.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: harness.stdout }), 'line')) as [string];
  const hostPid = Number(line);
  expect(isAlive(hostPid)).toBe(true);
  harness.kill('SIGKILL');
  await eventually(() => (isAlive(hostPid) || existsSync(root) ? null : true));
});
