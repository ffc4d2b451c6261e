import type { Build } from '#harness/domain/build.ts';
import type { ShortPlan } from '#harness/domain/assessment.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Decision, Policy } from '#harness/domain/decision.ts';
import type { Plan } from '#harness/domain/plan.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { AskedAgain } from '#harness/domain/second-session.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { MeasureResult } from '#harness/measure/measured-run.ts';
import type { ProgressEvent } from '#harness/measure/progress.ts';
import type { Installations } from '#harness/plan/installations.ts';
import type { ShortWindow } from '#harness/energy/short-window.ts';

/** What a workflow reports while it goes on: what it found out before measuring, each launch, and what it left behind. */
export type WorkflowEvent = Notice | ProgressEvent;

export type Notice =
  /** The baseline's build is not at hand: only changes larger than the luck of one session count. */
  | { readonly kind: 'storedOnly'; readonly baselineRun: Run }
  /** The baseline's build is measured again; its stored launches were measured in another way and are not used. */
  | { readonly kind: 'buildOnly'; readonly baselineRun: Run; readonly suite: Suite }
  /** Candidate and baseline are the same code: one package, or two of the same content. */
  | { readonly kind: 'sameCode'; readonly candidate: Build; readonly baseline: Build }
  /** Nothing of the suite applies on a device that was chosen, so it is no device of the run. */
  | { readonly kind: 'leftOut'; readonly left: Device; readonly suite: Suite }
  /** Passes with too few blocks for any verdict, and passes whose energy windows are too short for their margin. */
  | {
      readonly kind: 'shortPlan';
      readonly plans: readonly ShortPlan[];
      readonly windows: readonly ShortWindow[];
    }
  /** What the bundle identifiers of the two builds mean for the run. */
  | { readonly kind: 'installations'; readonly installations: Installations }
  /** Session `number` of a calibration. */
  | { readonly kind: 'session'; readonly number: number; readonly of: number }
  /** A complete run was to be resumed: nothing is measured, only judged and reported again. */
  | { readonly kind: 'alreadyComplete'; readonly run: Run }
  /** The policy of a run has other settings today: the run is judged by those that it kept. */
  | { readonly kind: 'keptPolicy'; readonly policy: Policy }
  /** A resumed run is judged by a policy that was named, and keeps its own. */
  | { readonly kind: 'otherPolicy'; readonly own: string; readonly policy: Policy }
  /** A second session that was begun is not continued: under this policy nothing needs it. `resume` is the command that continues it. */
  | { readonly kind: 'secondSessionLeft'; readonly policy: Policy; readonly resume: string }
  /** Measuring begins, or goes on after an interruption with the launches that are `done`. */
  | {
      readonly kind: 'measuring';
      readonly header: RunHeader;
      readonly plan: Plan;
      readonly folder: string;
      readonly done: number;
      /** Null for a new run. */
      readonly resumedAt: string | null;
    }
  /** The caller's signal was heard: the journal is finished and phone sessions are closed. */
  | { readonly kind: 'stopping' }
  /** Measuring has ended, whichever way. Nothing of `ProgressEvent` follows. */
  | { readonly kind: 'measured' }
  /** A time got worse: each build is launched on the device once more, to count what its operators take. */
  | { readonly kind: 'timingOperators'; readonly on: Device; readonly passId: string }
  /** The gate fails, and a second session has to confirm it: it begins after a rest of so long, or goes on. */
  | {
      readonly kind: 'secondSession';
      readonly run: Run;
      readonly devices: readonly Device[];
      readonly asked: readonly AskedAgain[];
      readonly restMs: number;
      /** At most so long, its rest included, as launches took in the first session; null where nobody knows, or where it goes on. */
      readonly mostMs: number | null;
    }
  /** The run is in its folder and in the store. */
  | { readonly kind: 'kept'; readonly run: Run; readonly lost: MeasureResult['lost'] }
  | { readonly kind: 'judged'; readonly decision: Decision }
  /** Work on a whole store: so many of its runs are exported or removed, or lines imported; `of` is null where nobody knows. */
  | { readonly kind: 'storeProgress'; readonly done: number; readonly of: number | null }
  /** Reports are written; `files` are absolute paths. */
  | { readonly kind: 'published'; readonly files: readonly string[]; readonly isVerdictStored: boolean };
