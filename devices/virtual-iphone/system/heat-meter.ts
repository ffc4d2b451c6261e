import type { PhoneConditions } from './conditions.ts';
import { advanceHeat, coolHeat, type Heat } from './heat.ts';
import { tickMs, type VirtualPhoneSpec } from '#devices/virtual-iphone/phone-spec.ts';
import { readMainThreadCpuMs } from './process-probe.ts';
import type { ProcessTable } from './process-table.ts';

const INTERVAL_MS = 100;
/** An app that gets less of the processor than this is idle. On a busy host one that works gets more. */
const WORKING_SHARE = 0.05;

/**
 * Warms the phone by the work of its apps. While one works, heat goes by the app's own clock, the CPU time of its main
 * thread: a busy host must neither warm the phone nor let it cool. Else it goes by the clock of the wall.
 */
export class HeatMeter {
  readonly #spec: VirtualPhoneSpec;
  readonly #processes: ProcessTable;
  readonly #conditions: PhoneConditions;
  readonly #timer: NodeJS.Timeout;
  readonly #mainMs = new Map<number, number>();
  #heat: Heat = coolHeat();
  #wallMs = performance.now();
  #cpuMs = 0;
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
      const wallMs = performance.now() - this.#wallMs;
      const cpuMs = Math.max(0, this.#processes.totalCpuMs - this.#cpuMs);
      const mainMs = this.#mainThreadsMs() ?? cpuMs;
      this.#wallMs += wallMs;
      this.#cpuMs += cpuMs;
      const isWorking = mainMs >= WORKING_SHARE * wallMs;
      const elapsedMs = isWorking ? mainMs / this.#conditions.speedFactor : wallMs;
      const cores = cpuMs / (isWorking ? mainMs : wallMs);
      this.#heat = advanceHeat(this.#heat, { seconds: elapsedMs / tickMs(this.#spec), cores });
      this.#conditions.setHeat(this.#heat);
    } finally {
      this.#isLooking = false;
    }
  }

  /** CPU time of the apps' main threads since the last look; null where the host does not report that of a thread. */
  #mainThreadsMs(): number | null {
    let sum = 0;
    for (const { hostPid } of this.#processes.list()) {
      if (hostPid === null) continue;
      const nowMs = readMainThreadCpuMs(hostPid);
      if (nowMs === null) return null;
      sum += nowMs - (this.#mainMs.get(hostPid) ?? 0);
      this.#mainMs.set(hostPid, nowMs);
    }
    return sum;
  }
}
