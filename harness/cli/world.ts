import type { MetricId } from '#harness/domain/metric.ts';
import type { Source } from '#harness/domain/source.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import type { Host } from '#harness/workflow/host.ts';

/** Everything that the command line touches: what workflows need, and the terminal of a person in a working folder. */
export type World = Host & {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Aborts when the person at the terminal wants to stop. Who asks for it is waited for, so only who heeds it asks. */
  readonly signal: AbortSignal;
  /** The commit and branch that Git has checked out in a folder; null where it knows none. */
  readonly git: (folder: string) => Promise<Pick<Source, 'commit' | 'branch'> | null>;
  readonly summarise: (input: ReportInput) => Promise<string>;
  /** The colours of every page that people open, as variables of CSS. */
  readonly pageColours: () => Promise<string>;
  readonly samples: () => Promise<Samples>;
};

export type Terminal = {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Writes, apart from results, a line that the runner of a job obeys; it is left out where no runner reads. */
  readonly writeCommand?: (text: string) => void;
  /** Whether a person is watching: a live task list instead of plain lines. */
  readonly isInteractive: boolean;
  /** Width in characters; null where the output is no terminal, so that nothing wraps. */
  readonly columns: number | null;
};

/** One build of the sample app. */
export type SampleBuild = {
  readonly name: string;
  /** What it is beside the build `reference`. */
  readonly summary: string;
  /** The metric for which it must fail beside `reference` in the suite `demo`; null when it must pass. */
  readonly failsFor: MetricId | null;
};

/** The builds of the sample app. */
export type Samples = {
  readonly builds: readonly SampleBuild[];
  /** Writes the build's .ipa into the folder and returns its path; without a bundle identifier it has that of all of them. */
  readonly pack: (name: string, folder: string, bundleId?: string) => Promise<string>;
};
