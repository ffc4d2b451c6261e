import { phoneCapabilities, type Device, type ThermalState } from '#harness/domain/device.ts';
import type { SupplyState } from '#harness/domain/power.ts';
import type { PhoneFault } from '#devices/virtual-iphone/system/faults.ts';

/** What makes one virtual phone differ from another. */
export type VirtualPhoneSpec = {
  readonly id: string;
  readonly label: string;
  readonly udid: string;
  /** Hardware identifier, e.g. `iPhone17,1`. */
  readonly model: string;
  readonly osVersion: string;
  readonly osBuild: string;
  readonly memoryBytes: number;
  /** How fast the phone computes beside the host: 0.5 takes twice as long. The clock of apps runs by it. */
  readonly speedFactor: number;
  /** State of charge at the start, 1 to 100. */
  readonly batteryPercent: number;
  readonly batteryMilliampHours: number;
  /** How often the power telemetry is renewed. */
  readonly powerRefreshMs: number;
  /** Ticks of the load counter in one renewal: about 20 on an iPhone, 60 on a Mac; absent for 20. */
  readonly renewalTicks?: number;
  /**
   * What the first launch after an installation, or on another iOS build, takes longer to load, in milliseconds; absent for
   * DEFAULT_COMPILE_MS.
   */
  readonly compileMs?: number;
  /** What powers the phone when it starts; absent for its battery. */
  readonly supply?: SupplyState;
  /** Whether it reports no temperature, which such phones do as 0; absent for no. */
  readonly hidesTemperature?: boolean;
  /** Whether it has no `PowerTelemetryData`, so that energy is read from current and voltage; absent for no. */
  readonly hidesTelemetry?: boolean;
  /** Resident memory at which an app is ended; null takes JETSAM_FRACTION of the phone's memory. */
  readonly jetsamLimitBytes: number | null;
  /** Whether work warms the phone and heat slows it down, by the model in heat.ts; absent for no. */
  readonly heats?: boolean;
  /** How the phone is when it starts; absent for nominal. With the heat model it starts cool. */
  readonly thermal?: ThermalState;
  /** Absent for off. */
  readonly lowPowerMode?: boolean;
  /**
   * How it differs from phones that can pretend a thermal state: `missing` offers none, and `refusing` offers all and takes none
   * on. Absent for a phone that can.
   */
  readonly conditionInducer?: ConditionInducer;
  /** What is wrong with the phone from the start. */
  readonly faults?: readonly PhoneFault[];
};

export const CONDITION_INDUCERS = ['missing', 'refusing'] as const;
type ConditionInducer = (typeof CONDITION_INDUCERS)[number];

/** Share of the memory that one app may take. Invented: real limits differ by model and are not published. */
const JETSAM_FRACTION = 0.5;

const GIB = 2 ** 30;
const DEFAULT_POWER_REFRESH_MS = 250;
export const DEFAULT_RENEWAL_TICKS = 20;
/** Invented, and short: real phones have taken 10 to 500 s to compile a model. */
export const DEFAULT_COMPILE_MS = 300;

/** One tick of the load counter. It is a second on a real phone; here time is as short as the renewals are. */
export function tickMs({ powerRefreshMs, renewalTicks = DEFAULT_RENEWAL_TICKS }: VirtualPhoneSpec): number {
  return powerRefreshMs / renewalTicks;
}

/** Identifiers, builds and sizes are those of real phones; the udids cannot belong to any. */
export const VIRTUAL_PHONES: readonly VirtualPhoneSpec[] = [
  {
    id: 'virtual-iphone-16-pro',
    label: 'Virtual iPhone 16 Pro',
    udid: '00008140-00000000000F0001',
    model: 'iPhone17,1',
    osVersion: '26.1',
    osBuild: '23B85',
    memoryBytes: 8 * GIB,
    speedFactor: 1,
    batteryPercent: 80,
    batteryMilliampHours: 3582,
    powerRefreshMs: DEFAULT_POWER_REFRESH_MS,
    jetsamLimitBytes: null,
  },
  {
    id: 'virtual-iphone-17-pro',
    label: 'Virtual iPhone 17 Pro',
    udid: '00008150-00000000000F0002',
    model: 'iPhone18,1',
    osVersion: '26.1',
    osBuild: '23B85',
    memoryBytes: 12 * GIB,
    speedFactor: 1,
    batteryPercent: 76,
    batteryMilliampHours: 3988,
    powerRefreshMs: DEFAULT_POWER_REFRESH_MS,
    jetsamLimitBytes: null,
  },
  {
    id: 'virtual-iphone-15',
    label: 'Virtual iPhone 15',
    udid: '00008120-00000000000F0003',
    model: 'iPhone15,4',
    osVersion: '18.5',
    osBuild: '22F76',
    memoryBytes: 6 * GIB,
    speedFactor: 0.5,
    batteryPercent: 72,
    batteryMilliampHours: 3349,
    powerRefreshMs: DEFAULT_POWER_REFRESH_MS,
    jetsamLimitBytes: null,
  },
];

/** The phone as the rest of the harness knows it. */
export function virtualDevice(spec: VirtualPhoneSpec): Device {
  return {
    id: spec.id,
    label: spec.label,
    platform: 'ios',
    model: spec.model,
    osVersion: spec.osVersion,
    osBuild: spec.osBuild,
    memoryBytes: spec.memoryBytes,
    provenance: 'virtual',
    capabilities: phoneCapabilities(spec.powerRefreshMs, tickMs(spec)),
  };
}

/** What the driver must know to reach and read the phone. */
export function virtualDriverConfig(spec: VirtualPhoneSpec): VirtualDriverConfig {
  return { device: virtualDevice(spec), udid: spec.udid, wda: {}, pollMs: 100 };
}

type VirtualDriverConfig = {
  readonly device: Device;
  readonly udid: string;
  /** WebDriverAgent needs no settings: nothing is signed. */
  readonly wda: Readonly<Record<string, never>>;
  readonly pollMs: number;
};

export function jetsamLimit(spec: VirtualPhoneSpec): number {
  return spec.jetsamLimitBytes ?? spec.memoryBytes * JETSAM_FRACTION;
}
