import type { PhoneConditions } from './conditions.ts';
import { advanceHeat, coolHeat, type Heat } from './heat.ts';
import { type AppWork, phoneTime } from './heat-time.ts';
import { tickMs, type VirtualPhoneSpec } from '#devices/virtual-iphone/phone-spec.ts';
import { type MainThread, readMainThread } from './process-probe.ts';
import type { ProcessTable } from './process-table.ts';

const INTERVAL_MS = 100;

/** Warms the phone by the work of its apps, at the time of the phone. */
export class HeatMeter {
  readonly #spec: VirtualPhoneSpec;
  readonly #processes: ProcessTable;
  readonly #conditions: PhoneConditions;
  readonly #timer: NodeJS.Timeout;
  readonly #mainMs = new Map<number, number>();
  #heat: Heat = coolHeat();
  #from: AppWork = { wallMs: performance.now(), cpuMs: 0, main: { cpuMs: 0, isReady: false } };
  #isLooking = false;

  constructor(spec: VirtualPhoneSpec, processes: ProcessTable, conditions: PhoneConditions) {
    this.#spec = spec;
    this.#processes = processes;
    this.#conditions = conditions;
    this.#timer = setInterval(() => void this.#look(), INTERVAL_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      await this.#processes.sample();
      const now = { wallMs: performance.now(), cpuMs: this.#processes.totalCpuMs, main: this.#mainThreads() };
      const step = phoneTime(this.#from, now);
      this.#from = step === null ? { ...this.#from, wallMs: now.wallMs } : now;
      if (step === null) return;
      const elapsedMs = step.elapsedMs / (step.isAppTime ? this.#conditions.speedFactor : 1);
      this.#heat = advanceHeat(this.#heat, { seconds: elapsedMs / tickMs(this.#spec), cores: step.cores });
      this.#conditions.setHeat(this.#heat);
    } finally {
      this.#isLooking = false;
    }
  }

  /** All apps' main threads so far as one; null where the host does not report that of a thread. */
  #mainThreads(): MainThread | null {
    let isReady = false;
    for (const { pid, hostPid } of this.#processes.list()) {
      if (hostPid === null) continue;
      const thread = readMainThread(hostPid);
      if (thread === null) return null;
      this.#mainMs.set(pid, Math.max(thread.cpuMs, this.#mainMs.get(pid) ?? 0));
      isReady ||= thread.isReady;
    }
    return { cpuMs: this.#mainMs.values().reduce((sum, ms) => sum + ms, 0), isReady };
  }
}
