import type { ForcedThermal } from '#harness/domain/device.ts';
import { AppHostError, type ThermalForcing } from './app-host.ts';

/** The thermal state that a device pretends for one launch, or none. */
export class ForcedState {
  readonly #forcing: ThermalForcing | null;
  readonly #state: ForcedThermal | undefined;
  #isBegun = false;

  constructor(forcing: ThermalForcing | null, state: ForcedThermal | undefined) {
    this.#forcing = forcing;
    this.#state = state;
  }

  /** Does nothing for a launch under the real state. Throws AppHostError where the device does not take the state on. */
  async begin(signal: AbortSignal): Promise<void> {
    if (this.#state === undefined) return;
    // No such pass is measured on a device that cannot do it.
    if (this.#forcing === null) throw new Error(`nothing can force a thermal state, and a pass wants ${this.#state}`);
    this.#isBegun = true;
    await this.#forcing.force(this.#state, signal);
  }

  /** Brings the real state back, also after a begin that failed. False where only the end of the session surely does that. */
  async end(): Promise<boolean> {
    if (!this.#isBegun) return true;
    this.#isBegun = false;
    try {
      await this.#forcing?.release();
      return true;
    } catch (error) {
      if (!(error instanceof AppHostError)) throw error;
      return false;
    }
  }
}
