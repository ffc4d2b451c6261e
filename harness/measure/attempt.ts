import { basename } from 'node:path';
import type { Build } from '#harness/domain/build.ts';
import type { Question } from '#harness/domain/dataset.ts';
import type { DeviceState } from '#harness/domain/device.ts';
import type { Evidence } from '#harness/domain/evidence.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Iteration, Launch, Measured, Outcome, SkippedQuestion } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';
import type { SupplyState } from '#harness/domain/power.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { Preparation } from '#harness/domain/preparation.ts';
import { heatDuring, heatOf, coolerThanForced } from '#harness/domain/sustain.ts';
import type { Clock } from '#harness/ports/time.ts';
import type { DeviceSession, LaunchReport } from '#harness/ports/device.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import { loadMsOf, needsPreparation, ofPreparation, preparationOf } from './prepare.ts';
import { questionsOf } from './questions.ts';
import { readiness } from './readiness.ts';
import { restLeftMs, restText } from './rest.ts';

export type Attempt = {
  readonly session: DeviceSession;
  readonly slot: Slot;
  readonly pass: Pass;
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
  /** What powered the device in the other launch of the block; null where that is not known. */
  readonly blockSupply: SupplyState | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onWaiting: (message: string) => void;
  readonly onPreparing: () => void;
};

/**
 * One try of one slot: wait until the device is ready, launch, score the answers, write down what happened. Where the build
 * was not launched since it was installed, a launch that prepares the device comes first.
 */
export async function attemptLaunch(attempt: Attempt): Promise<Tried> {
  const { session, slot, pass, build, dataset, clock, signal } = attempt;
  const startedAt = clock.now().toISOString();
  const startMs = clock.monotonicMs();
  const record = (known: Known, after: DeviceState | null, outcome: Outcome): Launch => {
    const { report, before, prepared } = known;
    const { installMs, appMs } = report.timing;
    return {
      deviceId: session.device.id,
      slot,
      attempt: attempt.number,
      buildId: build.id,
      nonce: attempt.nonce,
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
  const unready = (ready: Ready | null, prepared: Prepared | null): Tried | null => {
    const nothing = { report: NOTHING_LAUNCHED, before: ready?.state ?? null, prepared };
    if (ready === null) return { launch: record(nothing, null, UNANSWERED), isSessionLost: true, evidence: [] };
    if (ready.answer.kind === 'ready') return null;
    const { reason, message } = ready.answer;
    const launch = record(nothing, ready.state, { kind: 'invalid', reason, message });
    return { launch, isSessionLost: false, evidence: [] };
  };
  const ended = async (known: Known, outcome: Outcome): Promise<Tried> => {
    // What was measured counts, also when the device is gone or the run is stopped right after it.
    const after = known.report.isSessionLost ? null : await session.state().catch(nullIfLost);
    const evidence = known.report.evidence ?? [];
    return { launch: record(known, after, outcome), isSessionLost: after === null, evidence };
  };

  // A launch that does not count needs no rest before it; the one after it does.
  const isPrepared = !needsPreparation(session, { build });
  let ready = await readyIfThere(attempt, attempt.freshState, isPrepared ? attempt.atRestSinceMs : null);
  const early = unready(ready, null);
  if (early !== null) return early;
  const questions = questionsOf(pass, slot.block, dataset.questions);
  const request = {
    nonce: attempt.nonce,
    build,
    artefact: attempt.artefact,
    pass,
    dataset: dataset.reference,
    questions,
  };
  let prepared: Prepared | null = null;
  if (!isPrepared) {
    attempt.onPreparing();
    const preparedMs = clock.monotonicMs();
    const report = await session.launch(preparationOf(request), signal);
    if (report.outcome.kind !== 'measured') {
      return await ended({ report, before: ready?.state ?? null, prepared: null }, ofPreparation(report.outcome));
    }
    // Compiling warms a phone.
    ready = report.isSessionLost ? null : await readyIfThere(attempt, null, clock.monotonicMs());
    const { installMs } = report.timing;
    const totalMs = clock.monotonicMs() - preparedMs - installMs;
    prepared = { installMs, preparation: { loadMs: loadMsOf(report), totalMs } };
    const late = unready(ready, prepared);
    if (late !== null) return late;
  }
  const report = await session.launch(request, signal);
  const outcome = judged(report.outcome, pass, dataset, questions);
  return await ended({ report, before: ready?.state ?? null, prepared }, outcome);
}

type Tried = { readonly launch: Launch; readonly isSessionLost: boolean; readonly evidence: readonly Evidence[] };
type Prepared = { readonly installMs: number; readonly preparation: Preparation };
type Known = { readonly report: LaunchReport; readonly before: DeviceState | null; readonly prepared: Prepared | null };

/** Null where the device does not say how it is. */
async function readyIfThere(
  attempt: Attempt,
  freshState: DeviceState | null,
  atRestSinceMs: number | null,
): Promise<Ready | null> {
  return await untilReady(attempt, freshState, atRestSinceMs).catch((error: unknown) => {
    // Whoever stops the run also stops what it reaches the phone through: that is no fault of the phone.
    attempt.signal.throwIfAborted();
    return nullIfLost(error);
  });
}

const UNANSWERED: Outcome = {
  kind: 'failed',
  fault: { kind: 'infrastructure', code: 'DEVICE_LOST', message: 'The device did not report its state.' },
};

function nullIfLost(error: unknown): null {
  if (error instanceof BenchError && error.code === 'DEVICE_LOST') return null;
  throw error;
}

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

type Ready = { readonly state: DeviceState; readonly answer: ReturnType<typeof readiness> };

async function untilReady(
  attempt: Attempt,
  freshState: DeviceState | null,
  atRestSinceMs: number | null,
): Promise<Ready> {
  const { session, pass, clock, signal } = attempt;
  const limits = pass.protocol.readiness;
  const hasRested = await rest(attempt, atRestSinceMs);
  const deadlineMs = clock.monotonicMs() + limits.timeoutMs;
  let state = (hasRested ? null : freshState) ?? (await session.state());
  for (;;) {
    const answer = readiness(limits, state, attempt.blockSupply);
    if (answer.kind === 'ready' || clock.monotonicMs() >= deadlineMs) return { state, answer };
    attempt.onWaiting(answer.message);
    await clock.sleep(Math.min(limits.pollMs, Math.max(0, deadlineMs - clock.monotonicMs())), signal);
    state = await session.state();
  }
}

/** Leaves the device alone for as long as its pass asks; false where nothing is left of that time. */
async function rest(
  { session, pass, clock, signal, onWaiting }: Attempt,
  atRestSinceMs: number | null,
): Promise<boolean> {
  if (atRestSinceMs === null) return false;
  const leftMs = restLeftMs(pass.protocol, session.device, clock.monotonicMs() - atRestSinceMs);
  if (leftMs === 0) return false;
  onWaiting(restText(leftMs));
  await clock.sleep(leftMs, signal);
  return true;
}

/**
 * Scores what was measured. Invalid is a launch that got warm in a pass where heat is not the question, or that was not under
 * the thermal state that its pass forces.
 */
function judged(outcome: Outcome, pass: Pass, dataset: LoadedDataset, questions: readonly Question[]): Outcome {
  if (outcome.kind !== 'measured') return outcome;
  const warm = heatDuring(pass.protocol) === 'invalid' ? heatOf(outcome) : null;
  if (warm !== null) {
    return { kind: 'invalid', reason: 'thermal', message: `thermal state became ${warm} during the launch` };
  }
  const cooler = coolerThanForced(pass.protocol, outcome);
  if (cooler !== null) {
    const message = `thermal state was ${cooler} during the launch, not ${pass.protocol.forcedThermal} as forced`;
    return { kind: 'invalid', reason: 'thermal', message };
  }
  return scored(outcome, dataset, questions);
}

function scored(measured: Measured, dataset: LoadedDataset, questions: readonly Question[]): Measured {
  const byId = new Map(questions.map((question) => [question.id, question]));
  const scoreOf = (iteration: Iteration): Pick<Iteration, 'score' | 'agrees'> => {
    const question = byId.get(iteration.questionId);
    const scored = question === undefined ? null : dataset.score(question, iteration.answer);
    return scored ?? { score: null, agrees: null };
  };
  // The app knows an image by its hash, people know it by its name.
  const skipped = measured.skipped?.map((each): SkippedQuestion => {
    const question = byId.get(each.questionId);
    return question === undefined ? each : { ...each, image: basename(question.imagePath) };
  });
  return {
    ...measured,
    ...(skipped === undefined ? {} : { skipped }),
    iterations: measured.iterations.map((iteration) => ({ ...iteration, ...scoreOf(iteration) })),
  };
}
