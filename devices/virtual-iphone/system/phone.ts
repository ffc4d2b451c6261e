import type { ThermalState } from '#harness/domain/device.ts';
import type { Battery } from './battery.ts';
import type { PhoneFault } from './faults.ts';
import type { InstalledApp } from './installer.ts';
import type { Leash } from './leash.ts';
import { OperatingSystem } from './operating-system.ts';
import type { VirtualPhoneSpec } from '#devices/virtual-iphone/phone-spec.ts';
import { ServiceHost } from './service-host.ts';
import type { TunnelRegistry } from './tunnel-registry.ts';
import { WdaRunner } from './wda-runner.ts';

export type VirtualIPhoneOptions = {
  /** An empty folder, as a real path. */
  readonly root: string;
  readonly leash: Leash;
  readonly registry: TunnelRegistry;
  readonly log: (line: string) => void;
};

/** A phone made of sockets, as a driver's client libraries see it; its apps are processes of this machine. */
export class VirtualIPhone {
  readonly spec: VirtualPhoneSpec;
  readonly #system: OperatingSystem;
  readonly #wda: WdaRunner;
  readonly #host: ServiceHost;
  readonly #registry: TunnelRegistry;

  constructor(spec: VirtualPhoneSpec, options: VirtualIPhoneOptions) {
    this.spec = spec;
    this.#system = new OperatingSystem(spec, options.root, options.leash);
    this.#wda = new WdaRunner(this.#system);
    this.#registry = options.registry;
    const trace = (line: string): void => options.log(`${spec.id}: ${line}`);
    this.#host = new ServiceHost(this.#system, this.#wda, trace);
    this.#system.log.on('line', trace);
  }

  get id(): string {
    return this.spec.id;
  }

  get udid(): string {
    return this.spec.udid;
  }

  get battery(): Battery {
    return this.#system.battery;
  }

  get apps(): readonly InstalledApp[] {
    return this.#system.installer.list();
  }

  /** Pids on the host of the apps that run. */
  get hostPids(): readonly number[] {
    return this.#system.processes.list().flatMap((app) => app.hostPid ?? []);
  }

  /**
   * How long the app has worked on the phone, as the phone's system sees it from outside: the CPU time of its process,
   * divided by the phone's speed. Null when it does not run.
   */
  async appTimeSeenMs(bundleId: string): Promise<number | null> {
    const { processes } = this.#system;
    await processes.sample();
    return processes.find(bundleId)?.timeOnPhoneMs ?? null;
  }

  /** The folder with the crash reports, for a look without a client. */
  get crashFolder(): string {
    return this.#system.crashFolder;
  }

  get thermal(): ThermalState {
    return this.#system.conditions.thermal;
  }

  setThermal(state: ThermalState): void {
    this.#system.conditions.setThermal(state);
  }

  setLowPowerMode(isOn: boolean): void {
    this.#system.conditions.setLowPowerMode(isOn);
  }

  /** Starts listening and enters the tunnel registry, in the state and with the faults that its spec names. */
  async open(): Promise<void> {
    await this.#host.open();
    this.#registry.publish(this.udid, this.#host);
    const { thermal = 'nominal', lowPowerMode = false, faults = [] } = this.spec;
    this.setThermal(thermal);
    this.setLowPowerMode(lowPowerMode);
    for (const fault of faults) await this.inject(fault);
  }

  /** Makes something go wrong, now or from now on. */
  async inject(fault: PhoneFault): Promise<void> {
    const { faults } = this.#system;
    switch (fault.kind) {
      case 'wdaDeadAtStart':
        faults.isWdaDead = true;
        return;
      case 'wdaDies':
        return await this.#wda.stop();
      case 'installRefused':
        faults.installRefusal = { code: fault.code, description: fault.description };
        return;
      case 'storageFull':
        faults.isStorageFull = true;
        return;
      case 'installSilent':
        faults.isInstallSilent = true;
        return;
      case 'tunnelRemoved':
        this.#registry.withdraw(this.udid);
        return;
      case 'appCrash':
        faults.appCrash = { afterMs: fault.afterMs, launches: fault.launches };
        return;
      case 'telemetry':
        faults.telemetry = { how: fault.how, everyRenewals: fault.everyRenewals };
        return;
      case 'vanished':
        this.#registry.withdraw(this.udid);
        await Promise.all([this.#host.close(), this.#wda.stop()]);
    }
  }

  /** Ends the faults that last. A dead WebDriverAgent needs a new session; a phone that vanished stays away. */
  heal(): void {
    this.#system.faults.clear();
    if (this.#host.isOpen) this.#registry.publish(this.udid, this.#host);
  }

  async close(): Promise<void> {
    this.#registry.withdraw(this.udid);
    await Promise.all([this.#host.close(), this.#wda.stop(), this.#system.close()]);
  }
}
