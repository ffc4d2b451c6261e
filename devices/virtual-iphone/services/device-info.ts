import type { OperatingSystem } from '#devices/virtual-iphone/system/operating-system.ts';
import type { DtxService } from '#devices/virtual-iphone/wire/dtx-connection.ts';
import { PROCESS_ATTRIBUTES, SYSTEM_ATTRIBUTES } from './sysmontap.ts';

const CPU_TYPE_ARM64 = 0x0100_000c;
const CPU_COUNT = 6;

/** Which processes run, and what the system monitor reports of them. */
export function deviceInfo(system: OperatingSystem): DtxService {
  return {
    call(selector, parameters) {
      switch (selector) {
        case 'sysmonProcessAttributes':
          return PROCESS_ATTRIBUTES;
        case 'sysmonSystemAttributes':
          return SYSTEM_ATTRIBUTES;
        case 'runningProcesses':
          return system.processes.list().map((app) => ({
            pid: app.pid,
            name: app.launch.name,
            realAppName: `/private/var/containers/Bundle/Application/${app.launch.bundleId}/${app.launch.name}`,
            isApplication: true,
          }));
        case 'isRunningPid:':
          return system.processes.findPid(Number(parameters[0])) !== null;
        case 'hardwareInformation':
          return {
            numberOfPhysicalCpus: CPU_COUNT,
            numberOfCpus: CPU_COUNT,
            hwCPUtype: CPU_TYPE_ARM64,
            hwCPUsubtype: 2,
            hwCPU64BitCapable: true,
          };
        default:
          return undefined;
      }
    },
  };
}
