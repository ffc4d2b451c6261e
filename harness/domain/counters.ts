import { z } from 'zod';

/** What the system counted of an app's process from its start to its end; what it did not count is missing. Processor cores only. */
export type Counters = {
  readonly instructions?: number;
  readonly cycles?: number;
  readonly cpuEnergyNanojoules?: number;
};

const counted = z.number().positive().exactOptional();

export const countersSchema: z.ZodType<Counters> = z.object({
  instructions: counted,
  cycles: counted,
  cpuEnergyNanojoules: counted,
});
