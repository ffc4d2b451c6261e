import type { AppProcess } from '#devices/virtual-iphone/system/app-process.ts';
import type { OperatingSystem } from '#devices/virtual-iphone/system/operating-system.ts';
import { Real } from '#devices/bundle/binary-plist.ts';
import type { DtxChannel, DtxService } from '#devices/virtual-iphone/wire/dtx-connection.ts';
import type { Archivable } from '#devices/virtual-iphone/wire/keyed-archive.ts';
import { isPropertyList, type PropertyList } from '#devices/bundle/property-list.ts';
import { textsAt } from '#devices/virtual-iphone/wire/property-list.ts';

/** What this phone reports; a real one reports more. */
export const PROCESS_ATTRIBUTES = ['pid', 'name', 'cpuUsage', 'physFootprint', 'memResidentSize'] as const;
export const SYSTEM_ATTRIBUTES = ['vmPageSize', 'physMemSize', 'vmUsedCount', 'vmFreeCount'] as const;

const PAGE_BYTES = 16_384;
const MIN_INTERVAL_MS = 20;
const DEFAULT_INTERVAL_MS = 500;
const NANOSECONDS = 1e6;
const PROCESSES_SAMPLE = 41;
const SYSTEM_SAMPLE = 43;

type Reading = { readonly atMs: number; readonly cpuMs: number };

/** Samples the processes at an interval and pushes what it sees, from `start` to `stop`. */
export function sysmontap(system: OperatingSystem, channel: DtxChannel): DtxService {
  let configuration: PropertyList = {};
  let timer: NodeJS.Timeout | null = null;
  const last = new Map<number, Reading>();

  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const start = (): void => {
    stop();
    const nanoseconds = Number(configuration['sampleInterval']);
    const intervalMs = Number.isFinite(nanoseconds) ? nanoseconds / NANOSECONDS : DEFAULT_INTERVAL_MS;
    timer = setInterval(() => void sample(), Math.max(MIN_INTERVAL_MS, intervalMs)).unref();
  };
  const sample = async (): Promise<void> => {
    await system.processes.sample();
    if (timer === null) return;
    const apps = system.processes.list();
    const processAttributes = textsAt(configuration, 'procAttrs') ?? PROCESS_ATTRIBUTES;
    const systemAttributes = textsAt(configuration, 'sysAttrs') ?? SYSTEM_ATTRIBUTES;
    const rows = apps.map((app): [number, Archivable] => [app.pid, pick(processValues(app, last), processAttributes)]);
    channel.send([
      { Type: SYSTEM_SAMPLE, System: pick(systemValues(system, apps), systemAttributes) },
      { Type: PROCESSES_SAMPLE, Processes: new Map(rows) },
    ]);
  };

  return {
    call(selector, parameters) {
      if (selector === 'setConfig:') configuration = isPropertyList(parameters[0]) ? parameters[0] : {};
      if (selector === 'start') start();
      if (selector === 'stop') stop();
      return undefined;
    },
    close: stop,
  };
}

type Values = Readonly<Record<string, Archivable>>;

function pick(values: Values, names: readonly string[]): Archivable {
  return names.map((name) => values[name] ?? 0);
}

function processValues(app: AppProcess, last: Map<number, Reading>): Values {
  const reading: Reading = { atMs: performance.now(), cpuMs: app.vitals.cpuMs };
  const before = last.get(app.pid);
  last.set(app.pid, reading);
  const elapsedMs = before === undefined ? 0 : reading.atMs - before.atMs;
  const cpuPercent = before === undefined || elapsedMs <= 0 ? 0 : ((reading.cpuMs - before.cpuMs) / elapsedMs) * 100;
  // Byte counters are 64 bits wide on the wire, however small they are.
  const residentBytes = BigInt(app.vitals.residentBytes);
  return {
    pid: app.pid,
    name: app.launch.name,
    cpuUsage: new Real(cpuPercent),
    physFootprint: residentBytes,
    memResidentSize: residentBytes,
  };
}

function systemValues(system: OperatingSystem, apps: readonly AppProcess[]): Values {
  const usedBytes = apps.reduce((sum, app) => sum + app.vitals.residentBytes, 0);
  const usedPages = Math.ceil(usedBytes / PAGE_BYTES);
  return {
    vmPageSize: BigInt(PAGE_BYTES),
    physMemSize: BigInt(system.spec.memoryBytes),
    vmUsedCount: BigInt(usedPages),
    vmFreeCount: BigInt(Math.floor(system.spec.memoryBytes / PAGE_BYTES) - usedPages),
  };
}
