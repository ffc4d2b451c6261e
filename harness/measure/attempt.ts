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
import type { Clock, DeviceSession, LaunchReport, LoadedDataset } from '#harness/ports.ts';
import { questionsOf } from './questions.ts';
import { readiness } from './readiness.ts';

export type Attempt = {
  readonly session: DeviceSession;
  readonly slot: Slot;
  readonly pass: Pass;
  readonly build: Build;
  readonly dataset: LoadedDataset;
  /** 1 for the first try of the slot. */
  readonly number: number;
  readonly nonce: string;
  /** The device's state when it was last asked, if that was just now. */
  readonly freshState: DeviceState | null;
  /** What powered the device in the other launch of the block; null where that is not known. */
  readonly blockSupply: SupplyState | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onWaiting: (message: string) => void;
};

/** One try of one slot: wait until the device is ready, launch, score the answers, write down what happened. */
export async function attemptLaunch(
  attempt: Attempt,
): Promise<{ readonly launch: Launch; readonly isSessionLost: boolean; readonly evidence: readonly Evidence[] }> {
  const { session, slot, pass, build, dataset, clock, signal } = attempt;
  const startedAt = clock.now().toISOString();
  const startMs = clock.monotonicMs();
  const ready = await untilReady(attempt).catch((error: unknown) => {
    // Whoever stops the run also stops what it reaches the phone through: that is no fault of the phone.
    signal.throwIfAborted();
    return nullIfLost(error);
  });
  const before = ready?.state ?? null;
  const record = (report: LaunchReport, after: DeviceState | null, outcome: Outcome): Launch => ({
    deviceId: session.device.id,
    slot,
    attempt: attempt.number,
    buildId: build.id,
    nonce: attempt.nonce,
    startedAt,
    before: withLowPowerMode(before, report),
    after: withLowPowerMode(after, report),
    fingerprint: report.fingerprint,
    timing: { ...report.timing, totalMs: clock.monotonicMs() - startMs },
    ...(report.sinceInstall === undefined ? {} : { sinceInstall: report.sinceInstall }),
    outcome,
  });
  if (ready === null) {
    return { launch: record(NOTHING_LAUNCHED, null, UNANSWERED), isSessionLost: true, evidence: [] };
  }
  if (ready.answer.kind === 'notReady') {
    const { reason, message } = ready.answer;
    const launch = record(NOTHING_LAUNCHED, before, { kind: 'invalid', reason, message });
    return { launch, isSessionLost: false, evidence: [] };
  }
  const questions = questionsOf(pass, slot.block, dataset.questions);
  const request = { nonce: attempt.nonce, build, pass, dataset: dataset.reference, questions };
  const report = await session.launch(request, signal);
  // What was measured counts, also when the device is gone or the run is stopped right after it.
  const after = report.isSessionLost ? null : await session.state().catch(nullIfLost);
  return {
    launch: record(report, after, judged(report.outcome, pass, dataset, questions)),
    isSessionLost: after === null,
    evidence: report.evidence ?? [],
  };
}

const UNANSWERED: Outcome = {
  kind: 'failed',
  fault: { kind: 'infrastructure', code: 'DEVICE_LOST', message: 'The device did not tell its state.' },
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

async function untilReady(attempt: Attempt): Promise<{ state: DeviceState; answer: ReturnType<typeof readiness> }> {
  const { session, pass, clock, signal } = attempt;
  const limits = pass.protocol.readiness;
  const deadlineMs = clock.monotonicMs() + limits.timeoutMs;
  let state = attempt.freshState ?? (await session.state());
  for (;;) {
    const answer = readiness(limits, state, attempt.blockSupply);
    if (answer.kind === 'ready' || clock.monotonicMs() >= deadlineMs) return { state, answer };
    attempt.onWaiting(answer.message);
    await clock.sleep(Math.min(limits.pollMs, Math.max(0, deadlineMs - clock.monotonicMs())), signal);
    state = await session.state();
  }
}

/** Scores what was measured, and calls a launch invalid that got warm in a pass where heat is not the question. */
function judged(outcome: Outcome, pass: Pass, dataset: LoadedDataset, questions: readonly Question[]): Outcome {
  if (outcome.kind !== 'measured') return outcome;
  const warm =
    pass.protocol.energyRefreshes === null
      ? outcome.iterations.find(({ thermal }) => thermal !== null && thermal !== 'nominal')
      : undefined;
  if (warm !== undefined) {
    return { kind: 'invalid', reason: 'thermal', message: `thermal state became ${warm.thermal} during the launch` };
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
