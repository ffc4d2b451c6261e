import '#devices/ios/driver-repairs.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, onTestFinished, vi } from 'vitest';
import { startVirtualLab, type VirtualIPhone, type VirtualPhoneSpec } from './lab.ts';
import { specOf } from './virtual-iphone.fixture.ts';

/** The parts of the driver's own client library that the tests use. */
type AfcClient = {
  listdir(path: string): Promise<string[]>;
  isdir(path: string): Promise<boolean>;
  mkdir(path: string): Promise<void>;
  rm(path: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  getFileContents(path: string): Promise<Buffer>;
  setFileContents(path: string, data: Buffer): Promise<void>;
  close(): void;
};
export type InstrumentsClient = {
  readonly processControl: {
    getPidForBundleIdentifier(bundleId: string): Promise<number>;
    launch(options: { bundleId: string; environment?: object; arguments?: string[] }): Promise<number>;
    kill(pid: number): Promise<void>;
  };
  readonly deviceInfo: {
    proclist(): Promise<readonly { pid: number; name: string }[]>;
    isRunningPid(pid: number): Promise<boolean>;
  };
  readonly conditionInducer: {
    list(): Promise<readonly { identifier: string; isActive: boolean }[]>;
    set(profile: string): Promise<void>;
    disable(): Promise<void>;
  };
  readonly sysmontap: {
    configure(options: { intervalMs: number }): Promise<void>;
    iterProcesses(): AsyncIterable<readonly Record<string, unknown>[]>;
    iterSystem(): AsyncIterable<Record<string, unknown>>;
    stop(): Promise<void>;
  };
  readonly dvtService: { close(): Promise<void> };
};
export type Services = {
  startAfcService(udid: string): Promise<AfcClient>;
  startHouseArrestService(udid: string): Promise<{
    vendContainer(bundleId: string): Promise<AfcClient>;
    vendDocuments(bundleId: string): Promise<AfcClient>;
  }>;
  startInstallationProxyService(udid: string): Promise<{
    lookup(bundleIds: string[]): Promise<Record<string, Record<string, unknown>>>;
    browse(options: { applicationType: string; returnAttributes: string[] }): Promise<Record<string, unknown>[]>;
    install(packagePath: string): Promise<void>;
    uninstall(bundleId: string): Promise<void>;
    close(): void;
  }>;
  startZipConduitService(udid: string): Promise<{
    install(path: string, options?: { timeoutMs: number }): Promise<unknown>;
    close(): void;
  }>;
  startNotificationProxyService(udid: string): Promise<{
    observe(name: string): Promise<unknown>;
    expectNotification(timeoutMs: number): Promise<unknown>;
    close(): void;
  }>;
  startDiagnosticsService(udid: string): Promise<{
    ioregistry(options: { ioClass: string; returnRawJson: true }): Promise<Record<string, unknown>>;
  }>;
  startCrashReportsService(udid: string): Promise<{
    ls(): Promise<string[]>;
    flush(): Promise<void>;
    clear(): Promise<void>;
    close(): void;
  }>;
  startSyslogTextService(udid: string): Promise<{
    syslogService: {
      on(event: 'message', listener: (line: string) => void): unknown;
      start(service: unknown, options: { textMode: true }): Promise<void>;
      stop(): Promise<void>;
    };
    serviceDescriptor: unknown;
  }>;
  startDVTService(udid: string): Promise<InstrumentsClient>;
};

const dataHome = mkdtempSync(path.join(tmpdir(), 'virtual-iphone-client-'));

/** The client library of the driver, which finds registries of this test process only. */
export async function loadServices(): Promise<Services> {
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(dataHome, { recursive: true, force: true });
  });
  // The library looks its registry up below these folders.
  vi.stubEnv('XDG_DATA_HOME', dataHome);
  vi.stubEnv('HOME', dataHome);
  // It logs every refusal that a test asks for.
  vi.stubEnv('APPIUM_IOS_REMOTEXPC_LOG_LEVEL', 'silent');
  const driver = createRequire(createRequire(import.meta.url).resolve('appium-xcuitest-driver/package.json'));
  const url = pathToFileURL(driver.resolve.paths('appium-ios-remotexpc')?.[0] ?? '').href;
  const library = (await import(`${url}/appium-ios-remotexpc/build/src/index.js`)) as { readonly Services: Services };
  return library.Services;
}

/** One phone with connections, published where the client library looks; it ends with the test. */
export async function plugIn(changes: Partial<VirtualPhoneSpec> = {}): Promise<VirtualIPhone> {
  const lab = await startVirtualLab([specOf(changes)]);
  onTestFinished(() => lab.close());
  const box = ['appium-xcuitest-driver-nodejs', 'strongbox', 'tunnelRegistryPort'];
  for (const base of [dataHome, path.join(dataHome, 'Library', 'Application Support')]) {
    const file = path.join(base, ...box);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, String(lab.tunnelRegistryPort));
  }
  const [phone] = lab.phones;
  if (phone === undefined) throw new Error('the lab has no phone');
  return phone;
}
