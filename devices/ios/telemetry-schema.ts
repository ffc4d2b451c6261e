/**
 * What the driver tells of a phone's battery, heat and conditions. Apple documents none of the keys of `advanced`: what is missing, or
 * is not what it is expected to be, is null, and never a reason to refuse the rest.
 */
import { z } from 'zod';

const TWO_TO_63 = 2 ** 63;

/**
 * Numbers of 64 bits may arrive as digits, and negative ones as their two's complement: 18446744073709546980 is −4636.
 * One that arrives as a number has lost its last digits, and is no value.
 */
const digits = z
  .string()
  .regex(/^-?\d+$/)
  .transform((text) => Number(BigInt.asIntN(64, BigInt(text))));
const number = z
  .union([z.number().refine((value) => Math.abs(value) < TWO_TO_63), digits])
  .nullable()
  .catch(null);
const flag = z.boolean().nullable().catch(null);

/** An object whose fields are all read, also where there is no object. */
function lenient<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodCatch<z.ZodObject<Shape>> {
  const schema = z.object(shape);
  return schema.catch(() => schema.parse({}));
}

const batterySchema = lenient({
  /** UIDevice.batteryLevel, 0 to 1; negative where it is not known. */
  level: number,
  /** UIDevice.BatteryState. */
  state: number,
  /** Of IOPMPowerSource, as IOKit's registry has it. */
  advanced: lenient({
    UpdateTime: number,
    IsCharging: flag,
    ExternalConnected: flag,
    AppleRawExternalConnected: flag,
    Temperature: number,
    Voltage: number,
    AppleRawBatteryVoltage: number,
    InstantAmperage: number,
    Amperage: number,
    AppleRawCurrentCapacity: number,
    PowerTelemetryData: lenient({
      SystemLoad: number,
      SystemPowerIn: number,
      BatteryPower: number,
      AccumulatedSystemLoad: number,
      SystemLoadAccumulatorCount: number,
      PowerTelemetryErrorCount: number,
    }),
  }),
});
const deviceSchema = lenient({ thermalState: number });

const text = z.string().catch('');
const conditionSchema = lenient({
  identifier: text,
  isActive: flag,
  activeProfile: text.nullable(),
  profiles: z.array(lenient({ identifier: text }).transform(({ identifier }) => identifier)).catch([]),
});

/** A condition that a phone can pretend, with the identifiers of its profiles. */
export type Condition = z.output<typeof conditionSchema>;

/** Reads the answer of `mobile: listConditionInducers`. Throws nothing. */
export function readConditions(answer: unknown): readonly Condition[] {
  return z.array(conditionSchema).catch([]).parse(answer);
}

export type Battery = z.output<typeof batterySchema>;

/** Reads the answer of `mobile: batteryInfo`. Throws nothing. */
export function readBattery(answer: unknown): Battery {
  return batterySchema.parse(answer);
}

/** ProcessInfo.ThermalState in the answer of `mobile: deviceInfo`; null where it is not told. */
export function readThermalState(answer: unknown): number | null {
  return deviceSchema.parse(answer).thermalState;
}
