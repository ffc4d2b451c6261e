import type { OperatingSystem } from '#devices/virtual-iphone/system/operating-system.ts';
import { WDA_BUNDLE_ID, type WdaRunner } from '#devices/virtual-iphone/system/wda-runner.ts';
import type { DtxService } from '#devices/virtual-iphone/wire/dtx-connection.ts';
import { type Archivable, ArchivedError } from '#devices/virtual-iphone/wire/keyed-archive.ts';
import { isPropertyList } from '#devices/bundle/property-list.ts';

const LAUNCH = 'launchSuspendedProcessWithDevicePath:bundleIdentifier:environment:arguments:options:';
const LAUNCH_FAILED = 5;

/** Starts and ends processes by bundle id and pid. */
export function processControl(system: OperatingSystem, wda: WdaRunner): DtxService {
  const isWda = (bundleId: string): boolean => bundleId === WDA_BUNDLE_ID;

  async function launch(parameters: readonly unknown[]): Promise<Archivable> {
    const [, bundle, environment, list, options] = parameters;
    const bundleId = String(bundle);
    const texts = Array.isArray(list) ? list.map(String) : [];
    try {
      if (isWda(bundleId)) return await wda.launch(textValues(environment));
      if (isPropertyList(options) && Boolean(options['KillExisting'])) await system.processes.terminate(bundleId);
      await system.processes.settle(bundleId);
      const running = system.processes.find(bundleId);
      return (running ?? system.launch(bundleId, texts, textValues(environment))).pid;
    } catch (error) {
      throw new ArchivedError('com.apple.dt.deviceprocesscontrolservice', LAUNCH_FAILED, String(error));
    }
  }

  async function kill(pid: number): Promise<void> {
    if (pid === wda.pid) return await wda.stop();
    const app = system.processes.findPid(pid);
    if (app !== null) await system.processes.terminate(app.launch.bundleId);
  }

  return {
    async call(selector, parameters) {
      switch (selector) {
        case 'processIdentifierForBundleIdentifier:': {
          const bundleId = String(parameters[0]);
          return (isWda(bundleId) ? wda.pid : system.processes.find(bundleId)?.pid) ?? 0;
        }
        case LAUNCH:
          return await launch(parameters);
        case 'killPid:':
          await kill(Number(parameters[0]));
          return undefined;
        default:
          return undefined;
      }
    },
  };
}

function textValues(value: unknown): Readonly<Record<string, string>> {
  if (!isPropertyList(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, String(content)]));
}
