import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { AppProcess } from './app-process.ts';
import type { OperatingSystem } from './operating-system.ts';
import {
  BUNDLE_ID,
  eventually,
  isAlive,
  startSystem,
  unpackedApp,
} from '#devices/virtual-iphone/virtual-iphone.fixture.ts';

const MIB = 2 ** 20;

async function launch(system: OperatingSystem, script: string): Promise<AppProcess> {
  await system.install(await unpackedApp({ script }));
  return system.launch(BUNDLE_ID, [], {});
}

/** What the app printed, line by line. */
function printed(system: OperatingSystem): readonly string[] {
  const lines: string[] = [];
  system.processes.on('line', (_, line) => lines.push(line));
  return lines;
}

test('an app finds the frameworks of the phone by import and by require, and no other package', async () => {
  const system = await startSystem();
  const lines = printed(system);
  await launch(
    system,
    `import { createRequire } from 'node:module';
     import { PNG } from 'pngjs';
     import { Tokenizer } from '@huggingface/tokenizers';
     const require = createRequire(import.meta.url);
     console.log(typeof PNG, typeof Tokenizer, typeof require('onnxruntime-node').InferenceSession);
     console.log(require.resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm').endsWith('.wasm'));
     console.log(await import('zod').catch((error) => error.code));`,
  );
  await eventually(() => (lines.length === 3 ? true : null));
  expect(lines).toEqual(['function function function', 'true', 'ERR_MODULE_NOT_FOUND']);
});

test('an app lives in its container', async () => {
  const system = await startSystem();
  const lines = printed(system);
  const app = await launch(system, 'console.log(process.cwd(), process.env.HOME, process.env.TMPDIR);');
  await eventually(() => (lines.length > 0 ? true : null));
  const { container } = app.launch;
  expect(lines).toEqual([`${container} ${container} ${container}/tmp`]);
});

test.runIf(process.platform === 'linux')('an app that is a program of this machine runs as it is', async () => {
  const system = await startSystem();
  const lines = printed(system);
  const folder = await unpackedApp();
  copyFileSync('/usr/bin/env', path.join(folder, 'Payload/Tiny.app/Tiny'));
  await system.install(folder);
  const app = system.launch(BUNDLE_ID, [], { RUN_ID: '7' });
  expect(await app.exited).toMatchObject({ code: 0 });
  expect(lines).toContain('RUN_ID=7');
  expect(lines).toContain(`HOME=${app.launch.container}`);
});

test('CPU time counts to the very end, also of an app that aborts', async () => {
  const system = await startSystem();
  const busy = `const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
    while (used() < 700e3) for (let spin = 0; spin < 1e6; spin += 1);`;
  const app = await launch(system, `${busy} process.kill(process.pid, 'SIGABRT');`);
  const exit = await app.exited;
  expect(exit.signal).toBe('SIGABRT');
  // What is counted between two looks is bounded by what all cores can do in that time.
  expect(exit.cpuMs).toBeGreaterThanOrEqual(690);
  expect(exit.cpuMs).toBeLessThan(1_000);
  expect(system.processes.totalCpuMs).toBe(exit.cpuMs);
});

test('an app above the memory limit is ended, and its report is there when it is gone', async () => {
  const system = await startSystem({ jetsamLimitBytes: 160 * MIB });
  const app = await launch(system, `globalThis.kept = Buffer.alloc(${200 * MIB}, 1);`);
  const exit = await app.exited;
  expect(exit).toMatchObject({ cause: 'jetsam', signal: 'SIGKILL' });
  expect(exit.peakResidentBytes).toBeGreaterThan(160 * MIB);
  expect(system.processes.find(BUNDLE_ID)).toBeNull();
  expect(await readdir(system.crashFolder)).toEqual([expect.stringMatching(/^JetsamEvent-.*\.ips$/)]);
});

test('a short peak above the limit counts, though it was gone at the next look', async () => {
  const system = await startSystem({ jetsamLimitBytes: 160 * MIB });
  const app = await launch(
    system,
    `let peak = new Uint8Array(${200 * MIB}).fill(1); peak = null; globalThis.gc?.(); setTimeout(() => {}, 5000);`,
  );
  expect(await app.exited).toMatchObject({ cause: 'jetsam' });
});

test('two crashes in one second leave two reports', async () => {
  const system = await startSystem();
  const first = await launch(system, 'process.exit(3);');
  await first.exited;
  const second = system.launch(BUNDLE_ID, [], {});
  await second.exited;
  const names = readdirSync(system.crashFolder);
  expect(names).toHaveLength(2);
  for (const name of names) expect(readFileSync(path.join(system.crashFolder, name), 'utf8')).toContain('exit(3)');
});

test('ending an app ends the processes that it started', async () => {
  const system = await startSystem();
  const lines = printed(system);
  await launch(system, `import { spawn } from 'node:child_process'; console.log(spawn('sleep', ['60']).pid);`);
  const child = Number(await eventually(() => lines[0] ?? null));
  expect(isAlive(child)).toBe(true);
  expect(await system.processes.terminate(BUNDLE_ID)).toBe(true);
  await eventually(() => (isAlive(child) ? null : true));
  expect(await system.processes.terminate(BUNDLE_ID)).toBe(false);
});

test('a crash on demand hits the next launches and no others', async () => {
  const system = await startSystem();
  system.faults.appCrash = { afterMs: 50, launches: 1 };
  const first = await launch(system, '');
  expect(await first.exited).toMatchObject({ cause: 'itself', signal: 'SIGABRT' });
  expect(system.faults.appCrash).toBeNull();
});

test('the app in front is the one started last, and the home screen once it is gone', async () => {
  const system = await startSystem();
  await launch(system, '');
  expect(system.processes.stateOf(BUNDLE_ID)).toBe(4);
  system.processes.bringToFront('com.apple.springboard');
  expect(system.processes.stateOf(BUNDLE_ID)).toBe(3);
  system.processes.bringToFront(BUNDLE_ID);
  await system.processes.terminate(BUNDLE_ID);
  expect(system.processes.stateOf(BUNDLE_ID)).toBe(1);
  expect(system.processes.foreground).toBe('com.apple.springboard');
});

test('the time that an app has worked counts as long as the phone would have taken', async () => {
  const system = await startSystem({ speedFactor: 0.25 });
  const busy = `const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
    while (used() < 300e3) for (let spin = 0; spin < 1e5; spin += 1);`;
  const app = await launch(system, `${busy} console.log('done');`);
  const lines = printed(system);
  await eventually(() => (lines.length > 0 ? true : null), 60_000);
  await system.processes.sample();
  expect(app.timeOnPhoneMs).toBe(app.vitals.cpuMs * 4);
  expect(app.timeOnPhoneMs).toBeGreaterThanOrEqual(1_160);
});
