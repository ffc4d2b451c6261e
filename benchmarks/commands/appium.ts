/** What reaching a phone costs: server start, session, install, commands and file transfer, on a virtual iPhone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { FreePorts } from '#devices/appium/free-port.ts';
import { loadWebdriver } from '#devices/appium/webdriver-session.ts';
import { openPhoneSession, type PhoneSession } from '#devices/ios/phone-session.ts';
import type { AppiumServer } from '#devices/appium/server.ts';
import { startXcuitest } from '#devices/ios/xcuitest.ts';
import { AppContainer } from '#devices/ios/app-container.ts';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { startVirtualLab, VIRTUAL_PHONES } from '#devices/virtual-iphone/lab.ts';
import { ms, printMachine, printRows, type Timing, timings } from '#benchmarks/print/print.ts';

const [spec] = VIRTUAL_PHONES;
if (spec === undefined) throw new Error('there is no virtual iPhone');
const ports = new FreePorts();
const BUNDLE = 'dev.fastvlmbench.app';
const STARTS = 5;
/** No file is followed here. */
const NO_FILES = { look: async () => null };

async function open(server: AppiumServer, udid: string, platformVersion: string): Promise<PhoneSession> {
  const [local = 0, remote = 0, mjpeg = 0] = await ports.find(3);
  return openPhoneSession({
    host: server.host,
    port: server.port,
    udid,
    platformVersion,
    wdaBundleId: null,
    ports: { local, remote, mjpeg },
    startLimitMs: 60_000,
  });
}

async function timed<T>(into: number[], work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  into.push(performance.now() - start);
  return result;
}

function timing(name: string, samples: readonly number[]): Timing {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    name,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    p99Ms: sorted.at(-1) ?? Number.NaN,
    samples: samples.length,
  };
}

printMachine('Reaching a virtual iPhone');
const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-benchmark-'));
const lab = await startVirtualLab([spec]);
const starts: number[] = [];
const sessions: number[] = [];
const installs: number[] = [];
const ends: number[] = [];
const stops: number[] = [];
let commands: readonly Timing[] = [];
try {
  const app = await packageBuild('reference', folder);
  await loadWebdriver();
  for (let start = 0; start < STARTS; start += 1) {
    const server = await timed(starts, async () => startXcuitest({ tunnelRegistryPort: lab.tunnelRegistryPort }));
    const phone = await timed(sessions, async () => open(server, spec.udid, spec.osVersion));
    await timed(installs, async () => phone.run('installApp', { app }));
    if (start === STARTS - 1) commands = await timeCommands(phone);
    await timed(ends, async () => phone.close());
    await timed(stops, async () => server.stop());
  }
} finally {
  await lab.close();
  rmSync(folder, { recursive: true });
}

async function timeCommands(phone: PhoneSession): Promise<readonly Timing[]> {
  const container = new AppContainer(phone, NO_FILES, BUNDLE);
  await container.push('small', Buffer.alloc(200, 1));
  await container.push('large', Buffer.alloc(1_000_000, 1));
  const bench = new Bench({ iterations: 100, time: 0, warmupIterations: 10, warmupTime: 0 });
  bench.add('app state', async () => void (await container.state()));
  bench.add('battery', async () => void (await phone.run('batteryInfo')));
  bench.add('pull 200 B', async () => void (await container.pull('small')));
  bench.add('pull 1 MB', async () => void (await container.pull('large')));
  return timings(bench);
}

printRows(
  ['step', 'median ms', 'p99 or worst ms', 'runs'],
  [
    timing('Appium server start', starts),
    timing('session ready', sessions),
    timing('install 5 MB app', installs),
    ...commands,
    timing('end session', ends),
    timing('stop server', stops),
  ].map(({ name, medianMs, p99Ms, samples }) => [name, ms(medianMs), ms(p99Ms), String(samples)]),
);
