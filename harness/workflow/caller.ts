import type { GivenOptions, JudgedBy } from '#harness/domain/given-options.ts';
import type { WorkflowEvent } from './events.ts';

/** Whoever started a workflow: hears how it goes, and may stop it. */
export type Caller = {
  /** Called in the order of events, and not waited for. What it throws ends the workflow. */
  readonly onEvent?: (event: WorkflowEvent) => void;
  /**
   * Stops the workflow, which throws INTERRUPTED. One that measures finishes its journal and closes its sessions before; one that
   * works on a whole store leaves it whole.
   */
  readonly signal?: AbortSignal;
  /** What the commands that errors name need to find the same store; by default its absolute path, if it was named. */
  readonly storeOption?: string;
  /** What the caller calls files, for the commands that are printed; by default absolute paths. */
  readonly typed?: Typed;
};

/** Files as they were typed in the working folder. */
export type Typed = JudgedBy & Pick<GivenOptions, 'devicesFile' | 'virtualPhones' | 'datasetsDir'>;
