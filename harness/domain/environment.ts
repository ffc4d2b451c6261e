import { z } from 'zod';

/** A machine with the harness and the tools on it that measured devices. */
export type Environment = {
  /** Devices of the run that it measured. A device has several where the run was resumed elsewhere or with other tools. */
  readonly deviceIds: readonly string[];
  readonly harness: string;
  readonly node: string;
  readonly host: string;
  /** Version by component: appium, xcuitest driver, webdriverio … */
  readonly tools: Readonly<Record<string, string>>;
  /** How the machine was when measuring began, such as its load; missing where it only drove the devices. */
  readonly conditions?: Readonly<Record<string, string>>;
};

/** What measured one device, as people read it: `harness 0.2.0`, `appium 3.8.0` and so on. */
export function partsOf(environments: readonly Environment[], deviceId: string): readonly string[] {
  const own = environments.filter(({ deviceIds }) => deviceIds.includes(deviceId));
  const parts = own.flatMap(({ harness, node, host, tools }) => [
    `harness ${harness}`,
    `Node ${node}`,
    `host ${host}`,
    ...Object.entries(tools)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, version]) => `${name} ${version}`),
  ]);
  return [...new Set(parts)];
}

export const environmentSchema: z.ZodType<Environment> = z.object({
  deviceIds: z.array(z.string()),
  harness: z.string(),
  node: z.string(),
  host: z.string(),
  tools: z.record(z.string(), z.string()),
  conditions: z.record(z.string(), z.string()).exactOptional(),
});
