import { createWriteStream, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { ZipFile } from 'yazl';
import { Leash } from '#devices/virtual-iphone/system/leash.ts';
import { OperatingSystem } from '#devices/virtual-iphone/system/operating-system.ts';
import { VIRTUAL_PHONES, type VirtualPhoneSpec } from './phone-spec.ts';
import type { PropertyList } from '#devices/bundle/property-list.ts';
import { writePropertyList } from '#devices/virtual-iphone/wire/property-list.ts';

export const BUNDLE_ID = 'com.example.tiny';

/** A phone to change: the first of the catalogue. */
export function specOf(changes: Partial<VirtualPhoneSpec> = {}): VirtualPhoneSpec {
  const [first] = VIRTUAL_PHONES;
  if (first === undefined) throw new Error('the catalogue is empty');
  return { ...first, ...changes };
}

/** An empty folder, as a real path, that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'virtual-iphone-test-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A phone without connections that ends with the test. */
export async function startSystem(changes: Partial<VirtualPhoneSpec> = {}): Promise<OperatingSystem> {
  const folder = await temporaryFolder();
  const leash = new Leash(folder);
  const system = new OperatingSystem(specOf(changes), folder, leash);
  onTestFinished(async () => {
    await system.close();
    await leash.close();
  });
  return system;
}

export type TinyApp = { readonly script?: string; readonly manifest?: PropertyList };

function manifestOf(changes: PropertyList = {}): PropertyList {
  return {
    CFBundleIdentifier: BUNDLE_ID,
    CFBundleName: 'Tiny',
    CFBundleExecutable: 'Tiny',
    CFBundleVersion: '1',
    CFBundleShortVersionString: '1.0',
    CFBundlePackageType: 'APPL',
    CFBundleSupportedPlatforms: ['iPhoneOS'],
    MinimumOSVersion: '18.0',
    UIFileSharingEnabled: true,
    ...changes,
  };
}

function executableOf(script = ''): string {
  return `#!/usr/bin/env node\n${script}\nsetInterval(() => {}, 1000);\n`;
}

/** A folder with `Payload/Tiny.app`, as a package is unpacked. */
export async function unpackedApp(app: TinyApp = {}): Promise<string> {
  const folder = await temporaryFolder();
  const bundle = path.join(folder, 'Payload', 'Tiny.app');
  await mkdir(bundle, { recursive: true });
  await writeFile(path.join(bundle, 'Info.plist'), writePropertyList(manifestOf(app.manifest)));
  await writeFile(path.join(bundle, 'Tiny'), executableOf(app.script));
  return folder;
}

/** An .ipa whose executable runs the script and then stays. */
export async function packedApp(app: TinyApp & { readonly padding?: Buffer } = {}): Promise<string> {
  const target = path.join(await temporaryFolder(), 'Tiny.ipa');
  const zip = new ZipFile();
  zip.addEmptyDirectory('Payload/');
  zip.addBuffer(Buffer.from(writePropertyList(manifestOf(app.manifest))), 'Payload/Tiny.app/Info.plist');
  zip.addBuffer(Buffer.from(executableOf(app.script)), 'Payload/Tiny.app/Tiny', { mode: 0o100_755 });
  if (app.padding !== undefined) zip.addBuffer(app.padding, 'Payload/Tiny.app/weights.bin', { compress: false });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(target));
  return target;
}

const POLL_MS = 20;

/** The first result that is not null. The limit ends a test that hangs; none is decided by it. */
export async function eventually<T>(look: () => Promise<T | null> | T | null, limitMs = 600_000): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${look.toString()}`);
    await sleep(POLL_MS);
  }
}

/** A process that has ended counts as gone, also while nobody has waited for it. */
export function isAlive(hostPid: number): boolean {
  try {
    process.kill(hostPid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${hostPid}/status`, 'utf8'));
  } catch (error) {
    return process.platform !== 'linux' && !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Both ends of a connection that is closed with the test. */
export async function socketPair(): Promise<{ readonly client: Socket; readonly server: Socket }> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const client = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
  const [server] = (await once(listener, 'connection')) as [Socket];
  onTestFinished(async () => {
    client.destroy();
    server.destroy();
    listener.close();
    await once(listener, 'close');
  });
  return { client, server };
}
