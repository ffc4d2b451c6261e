import type { TelemetryTrouble } from './gauge.ts';

/** What can be made to go wrong with a virtual phone. */
export type PhoneFault =
  /** WebDriverAgent is launched and never listens. */
  | { readonly kind: 'wdaDeadAtStart' }
  /** WebDriverAgent dies now; the next session starts it anew. */
  | { readonly kind: 'wdaDies' }
  /** Every installation is refused with this code of installd. */
  | { readonly kind: 'installRefused'; readonly code: string; readonly description: string }
  /** The phone has no storage left: what is sent to it is not kept. */
  | { readonly kind: 'storageFull' }
  /** The phone takes the package and never answers. */
  | { readonly kind: 'installSilent' }
  /** The tunnel registry no longer knows the phone; open connections stay. */
  | { readonly kind: 'tunnelRemoved' }
  /** The next `launches` launches of any app end by SIGABRT after this time; null means all of them. */
  | { readonly kind: 'appCrash'; readonly afterMs: number; readonly launches: number | null }
  /** In every `everyRenewals`th renewal the power telemetry is wrong in this way. */
  | { readonly kind: 'telemetry'; readonly how: TelemetryTrouble; readonly everyRenewals: number }
  /** The phone is unplugged: every connection breaks, nothing listens any more. It does not come back. */
  | { readonly kind: 'vanished' };

/** The faults that last until they are healed. */
export class StandingFaults {
  isWdaDead = false;
  installRefusal: { readonly code: string; readonly description: string } | null = null;
  isInstallSilent = false;
  isStorageFull = false;
  appCrash: { readonly afterMs: number; readonly launches: number | null } | null = null;
  telemetry: { readonly how: TelemetryTrouble; readonly everyRenewals: number } | null = null;

  clear(): void {
    this.isWdaDead = false;
    this.installRefusal = null;
    this.isInstallSilent = false;
    this.isStorageFull = false;
    this.appCrash = null;
    this.telemetry = null;
  }

  /** When an app that is launched now is to crash, counting the launch; null if it is not. */
  takeAppCrash(): number | null {
    const crash = this.appCrash;
    if (crash === null) return null;
    if (crash.launches !== null) {
      this.appCrash = crash.launches > 1 ? { ...crash, launches: crash.launches - 1 } : null;
    }
    return crash.afterMs;
  }
}
