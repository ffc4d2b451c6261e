import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, hostname, release, totalmem, type as systemName } from 'node:os';
import { readHostLoad } from '#devices/patience/host-load.ts';
import type { Device } from '#harness/domain/device.ts';

const GIB = 2 ** 30;

/** This machine as a device. */
export function thisMachine(): Device {
  const cores = availableParallelism();
  const memoryBytes = memoryOf();
  const processor = cpus()[0]?.model.trim() || 'unknown processor';
  return {
    id: 'host',
    label: 'This machine',
    platform: 'host',
    model: `${processor}, ${cores === 1 ? '1 core' : `${cores} cores`}, ${Math.round(memoryBytes / GIB)} GiB`,
    osVersion: /^PRETTY_NAME="?([^"\n]+)/m.exec(textOf('/etc/os-release'))?.[1] ?? systemName(),
    osBuild: `${release()}, machine ${machineMark()}`,
    memoryBytes,
    provenance: 'host',
    capabilities: {
      energy: null,
      thermal: false,
      battery: false,
      peakMemory: true,
      // What the system keeps of files that were read cannot be dropped without rights over the whole machine.
      coldLoad: false,
      install: 'sideBySide',
      operatorTimes: true,
    },
  };
}

/** How it is now, as facts for a report. What the system does not say is said to be so. */
export function conditionsNow(): Readonly<Record<string, string>> {
  const { loadAverage, cores } = readHostLoad();
  return {
    'Frequency governor': textOf('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor').trim() || 'not reported',
    'Load average at the start': `${loadAverage.toFixed(2)} on ${cores === 1 ? '1 core' : `${cores} cores`}`,
  };
}

/** A container may have less than the machine. */
function memoryOf(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Tells machines of one model apart without naming them: what was measured on another one was measured on another
 * device.
 */
function machineMark(): string {
  return createHash('sha256')
    .update(`${textOf('/etc/machine-id').trim()} ${hostname()}`)
    .digest('hex')
    .slice(0, 8);
}

/** Empty where there is no such file. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
