import type { AppOnPlatform, DoneEvent, HelloEvent } from '#devices/agent/protocol.ts';
import type { ThermalState } from '#harness/domain/device.ts';
import type { Answer } from './answer.ts';
import type { AgentClock } from './clock.ts';
import type { EventLog } from './event-log.ts';
import type { RuntimeOptions } from './runtime-options.ts';

/** How the device is while the app works. What an app cannot ask is absent, never guessed. */
export type Conditions = { readonly thermal?: ThermalState; readonly lowPowerMode?: boolean };

/** What the app says of itself in its first event. */
export type AppIdentity = AppOnPlatform & Pick<HelloEvent, 'agent' | 'models' | 'device' | 'memoryLimitBytes'>;

/** The app around an agent: who it is, where its files lie, how its device is, and where it steps in. */
export type AgentContext = {
  readonly identity: AppIdentity;
  readonly modelFolder: string;
  readonly options: RuntimeOptions;
  /** The folder that plan and images are relative to. */
  readonly documents: string;
  readonly log: EventLog;
  readonly clock: AgentClock;
  /** The device as it is now. Asked at the start, before each load and before each question. */
  readonly conditions: () => Conditions;
  readonly hooks: AgentHooks;
};

/** Totals of a launch, for its last event. */
export type Totals = Pick<DoneEvent, 'peakFootprintBytes' | 'cpuTimeMs' | 'waitedMs'>;

/** Where an app may come between the agent and its work. */
export type AgentHooks = {
  /** Work of the first load that is not the runtime's; it counts as part of that load. */
  readonly beforeFirstLoad: () => void;
  readonly beforeIteration: (index: number) => Promise<void>;
  readonly answer: (answer: Answer) => Answer;
  /** Writes the last event. */
  readonly finish: (log: EventLog, totals: Totals) => void;
};

/** The hooks of an app that leaves the agent alone. */
export const NO_HOOKS: AgentHooks = {
  beforeFirstLoad: () => undefined,
  beforeIteration: async () => undefined,
  answer: (answer) => answer,
  finish: (log, totals) => log.finish(totals),
};
