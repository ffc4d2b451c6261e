import type { Build } from '#harness/domain/build.ts';
import type { DeviceState } from '#harness/domain/device.ts';
import type { Evidence } from '#harness/domain/evidence.ts';
import type { Launch, Outcome } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';
import type { Preparation } from '#harness/domain/preparation.ts';
import type { LaunchReport, LaunchRequest } from '#harness/ports/device.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import { loadMsOf, needsPreparation, ofPreparation, preparationOf } from './prepare.ts';
import { questionsOf } from './questions.ts';
import { scoreLaunch } from './score-launch.ts';
import { nullIfLost, type Ready, readyIfThere, type Wait } from './until-ready.ts';

export type Attempt = Wait & {
  readonly slot: Slot;
  readonly build: Build;
  /** Its local file. */
  readonly artefact: string;
  readonly dataset: LoadedDataset;
  /** 1 for the first try of the slot. */
  readonly number: number;
  readonly nonce: string;
  /** The device's state when it was last asked, if that was just now. */
  readonly freshState: DeviceState | null;
  /** When the device was last at work for the run, or opened for it, on the monotonic clock. */
  readonly atRestSinceMs: number;
  readonly onPreparing: () => void;
};

/** What became of a try. */
export type Tried = {
  readonly launch: Launch;
  readonly isSessionLost: boolean;
  readonly evidence: readonly Evidence[];
};

/**
 * One try of one slot: wait until the device is ready, launch, score the answers, write down what happened. Where the build
 * was not launched since it was installed, a launch that prepares the device comes first.
 */
export async function attemptLaunch(attempt: Attempt): Promise<Tried> {
  const { session, slot, pass, build, artefact, nonce, dataset, signal } = attempt;
  const record = recorderOf(attempt);
  // A launch that does not count needs no rest before it; the one after it does.
  const isPrepared = !needsPreparation(session, { build });
  let ready = await readyIfThere(attempt, attempt.freshState, isPrepared ? attempt.atRestSinceMs : null);
  const early = unready(ready, null, record);
  if (early !== null) return early;
  const questions = questionsOf(pass, slot.block, dataset.questions);
  const request = { nonce, build, artefact, pass, dataset: dataset.reference, questions };
  let prepared: Prepared | null = null;
  if (!isPrepared) {
    const first = await prepare(attempt, request);
    const { report } = first;
    if (report.outcome.kind !== 'measured') {
      return await ended(
        { report, before: ready?.state ?? null, prepared: null },
        ofPreparation(report.outcome),
        attempt,
        record,
      );
    }
    ({ ready, prepared } = first);
    const late = unready(ready, prepared, record);
    if (late !== null) return late;
  }
  const report = await session.launch(request, signal);
  const outcome = scoreLaunch(report.outcome, pass, dataset, questions);
  return await ended({ report, before: ready?.state ?? null, prepared }, outcome, attempt, record);
}

/** What a preparation launch took; its installation is part of the launch that it prepares. */
type Prepared = { readonly installMs: number; readonly preparation: Preparation };

/** @returns the device's readiness after it; null where it was lost, or nothing was measured */
async function prepare(
  attempt: Attempt,
  request: LaunchRequest,
): Promise<{ readonly report: LaunchReport; readonly ready: Ready | null; readonly prepared: Prepared }> {
  const { session, clock, signal } = attempt;
  attempt.onPreparing();
  const startMs = clock.monotonicMs();
  const report = await session.launch(preparationOf(request), signal);
  const isOver = report.isSessionLost || report.outcome.kind !== 'measured';
  // Compiling warms a phone.
  const ready = isOver ? null : await readyIfThere(attempt, null, clock.monotonicMs());
  const { installMs } = report.timing;
  const totalMs = clock.monotonicMs() - startMs - installMs;
  return { report, ready, prepared: { installMs, preparation: { loadMs: loadMsOf(report), totalMs } } };
}

/** What is known of a try besides its outcome. */
type Known = { readonly report: LaunchReport; readonly before: DeviceState | null; readonly prepared: Prepared | null };

type Recorder = (known: Known, after: DeviceState | null, outcome: Outcome) => Launch;

/** Writes down a try that begins now. */
function recorderOf({ session, slot, number, build, nonce, clock }: Attempt): Recorder {
  const startedAt = clock.now().toISOString();
  const startMs = clock.monotonicMs();
  return ({ report, before, prepared }, after, outcome) => {
    const { installMs, appMs } = report.timing;
    return {
      deviceId: session.device.id,
      slot,
      attempt: number,
      buildId: build.id,
      nonce,
      startedAt,
      before: withLowPowerMode(before, report),
      after: withLowPowerMode(after, report),
      fingerprint: report.fingerprint,
      timing: {
        installMs: installMs + (prepared?.installMs ?? 0),
        appMs,
        totalMs: clock.monotonicMs() - startMs,
      },
      ...(report.sinceInstall === undefined ? {} : { sinceInstall: report.sinceInstall }),
      ...(prepared === null ? {} : { preparation: prepared.preparation }),
      outcome,
    };
  };
}

/** What became of a try that was not launched; null where the device is ready. @param ready null where it was lost */
function unready(ready: Ready | null, prepared: Prepared | null, record: Recorder): Tried | null {
  const known: Known = { report: NOTHING_LAUNCHED, before: ready?.state ?? null, prepared };
  if (ready === null) return { launch: record(known, null, UNANSWERED), isSessionLost: true, evidence: [] };
  const { answer, state } = ready;
  if (answer.kind === 'ready') return null;
  const { reason, message } = answer;
  return { launch: record(known, state, { kind: 'invalid', reason, message }), isSessionLost: false, evidence: [] };
}

async function ended(known: Known, outcome: Outcome, { session }: Attempt, record: Recorder): Promise<Tried> {
  const { isSessionLost, evidence = [] } = known.report;
  // What was measured counts, also when the device is gone or the run is stopped right after it.
  const after = isSessionLost ? null : await session.state().catch(nullIfLost);
  return { launch: record(known, after, outcome), isSessionLost: after === null, evidence };
}

const UNANSWERED: Outcome = {
  kind: 'failed',
  fault: { kind: 'infrastructure', code: 'DEVICE_LOST', message: 'The device did not report its state.' },
};

const NOTHING_LAUNCHED: LaunchReport = {
  outcome: { kind: 'invalid', reason: 'interrupted', message: 'not launched' },
  fingerprint: null,
  lowPowerMode: null,
  timing: { installMs: 0, appMs: 0, totalMs: 0 },
  isSessionLost: false,
};

/** Only an app can ask for Low Power Mode, so it is known once a launch has reported it. */
function withLowPowerMode(state: DeviceState | null, { lowPowerMode }: LaunchReport): DeviceState | null {
  return state === null || lowPowerMode === null ? state : { ...state, lowPowerMode };
}
