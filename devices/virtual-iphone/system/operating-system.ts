import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AppProcess } from './app-process.ts';
import { Battery } from './battery.ts';
import { PhoneConditions } from './conditions.ts';
import { HeatMeter } from './heat-meter.ts';
import { type AppExit, reportFor } from './crash-report.ts';
import { StandingFaults } from './faults.ts';
import { provideFrameworks } from '#devices/agent-node/frameworks.ts';
import { type InstalledApp, Installer, InstallError } from './installer.ts';
import type { Leash } from './leash.ts';
import { jetsamLimit, type VirtualPhoneSpec } from '#devices/virtual-iphone/phone-spec.ts';
import { ProcessTable } from './process-table.ts';
import { SystemLog } from './system-log.ts';

const APP_INSTALLED = 'com.apple.mobile.application_installed';
const APP_UNINSTALLED = 'com.apple.mobile.application_uninstalled';
const SPRINGBOARD_PID = 58;

/** An app that could not be started. */
export class LaunchError extends Error {}

/** One phone without its connections: files, apps, processes, battery, log. */
export class OperatingSystem {
  readonly spec: VirtualPhoneSpec;
  readonly root: string;
  readonly mediaFolder: string;
  readonly crashFolder: string;
  readonly installer: Installer;
  readonly conditions: PhoneConditions;
  readonly processes: ProcessTable;
  readonly battery: Battery;
  readonly log: SystemLog;
  readonly #heat: HeatMeter | null;
  readonly faults = new StandingFaults();
  readonly notifications = new EventEmitter<{ posted: [name: string] }>().setMaxListeners(0);

  /** `root` is an empty folder, as a real path; the phone's owner removes it. */
  constructor(spec: VirtualPhoneSpec, root: string, leash: Leash) {
    this.spec = spec;
    this.root = root;
    this.mediaFolder = path.join(root, 'Media');
    this.crashFolder = path.join(root, 'CrashReports');
    for (const folder of [path.join(this.mediaFolder, 'PublicStaging'), this.crashFolder]) {
      mkdirSync(folder, { recursive: true });
    }
    provideFrameworks(root);
    this.installer = new Installer(root, spec.osVersion);
    this.conditions = new PhoneConditions(spec, path.join(root, 'state.json'));
    this.processes = new ProcessTable({
      leash,
      stateFile: this.conditions.stateFile,
      jetsamLimitBytes: jetsamLimit(spec),
      speedFactor: () => this.conditions.speedFactor,
    });
    this.battery = new Battery(spec, this.processes, () => this.faults.telemetry);
    this.#heat = spec.heats === true ? new HeatMeter(spec, this.processes, this.conditions) : null;
    this.log = new SystemLog(spec.label.replaceAll(' ', '-'));
    this.processes.on('line', (app, line) => this.log.write(app.launch.name, app.pid, line));
    this.processes.on('exit', (app, exit) => this.#recordExit(app, exit));
  }

  /** Installs what lies in `<folder>/Payload`. Throws InstallError. */
  async install(folder: string): Promise<InstalledApp> {
    const refusal = this.faults.installRefusal;
    if (refusal !== null) throw new InstallError(refusal.code, refusal.description);
    const app = await this.installer.install(folder, (bundleId) => this.processes.terminate(bundleId));
    this.log.write('installd', SPRINGBOARD_PID, `installed ${app.bundleId} ${app.version} (${app.buildNumber})`);
    this.notifications.emit('posted', APP_INSTALLED);
    return app;
  }

  async uninstall(bundleId: string): Promise<void> {
    await this.processes.terminate(bundleId);
    await this.installer.uninstall(bundleId);
    this.notifications.emit('posted', APP_UNINSTALLED);
  }

  /** Starts an installed app that is not running. Throws LaunchError. */
  launch(bundleId: string, parameters: readonly string[], environment: Readonly<Record<string, string>>): AppProcess {
    const app = this.installer.find(bundleId);
    if (app === null) {
      throw new LaunchError(
        `The application with bundle identifier '${bundleId}' is not installed or its bundle could not be found`,
      );
    }
    const { name, executable, container } = app;
    const started = this.processes.launch({ bundleId, name, executable, container, parameters, environment });
    this.log.write('SpringBoard', SPRINGBOARD_PID, `launched ${bundleId} with pid ${started.pid}`);
    const crashAfterMs = this.faults.takeAppCrash();
    if (crashAfterMs !== null) {
      const crash = setTimeout(() => started.kill('itself', 'SIGABRT'), crashAfterMs);
      void started.exited.then(() => clearTimeout(crash));
    }
    return started;
  }

  /** Ends every process; the folder stays. */
  async close(): Promise<void> {
    this.battery.close();
    this.#heat?.close();
    await this.processes.close();
  }

  #recordExit(app: AppProcess, exit: AppExit): void {
    const { bundleId, name } = app.launch;
    const installed = this.installer.find(bundleId);
    const how = exit.signal ?? `exit code ${exit.code}`;
    this.log.write('SpringBoard', SPRINGBOARD_PID, `${bundleId} with pid ${app.pid} ended: ${exit.cause}, ${how}`);
    const subject = {
      pid: app.pid,
      name,
      bundleId,
      version: installed?.version ?? '',
      buildNumber: installed?.buildNumber ?? '',
      model: this.spec.model,
      osVersion: this.spec.osVersion,
      osBuild: this.spec.osBuild,
      at: new Date(),
    };
    const report = reportFor(subject, exit, this.processes.jetsamLimitBytes);
    if (report === null || !existsSync(this.crashFolder)) return;
    writeFileSync(this.#freeReportPath(report.fileName), report.content);
  }

  /** Two reports of one second get different names. */
  #freeReportPath(fileName: string): string {
    const stem = path.basename(fileName, '.ips');
    for (let number = 1; ; number += 1) {
      const target = path.join(this.crashFolder, number === 1 ? fileName : `${stem}-${number}.ips`);
      if (!existsSync(target)) return target;
    }
  }
}
