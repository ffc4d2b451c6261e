import type { DeviceState } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { SupplyState } from '#harness/domain/power.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { DeviceSession } from '#harness/ports/device.ts';
import type { Clock } from '#harness/ports/time.ts';
import { readiness } from './readiness.ts';
import { restLeftMs, restText } from './rest.ts';

/** A launch that waits for its device. */
export type Wait = {
  readonly session: DeviceSession;
  readonly pass: Pass;
  /** What powered the device in the other launch of the block; null where that is not known. */
  readonly blockSupply: SupplyState | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onWaiting: (message: string) => void;
};

export type Ready = { readonly state: DeviceState; readonly answer: ReturnType<typeof readiness> };

/** Null where the device does not say how it is. */
export async function readyIfThere(
  wait: Wait,
  freshState: DeviceState | null,
  atRestSinceMs: number | null,
): Promise<Ready | null> {
  return await untilReady(wait, freshState, atRestSinceMs).catch((error: unknown) => {
    // Whoever stops the run also stops what it reaches the phone through: that is no fault of the phone.
    wait.signal.throwIfAborted();
    return nullIfLost(error);
  });
}

/** To catch with: null where the device was lost; any other error is thrown again. */
export function nullIfLost(error: unknown): null {
  if (error instanceof BenchError && error.code === 'DEVICE_LOST') return null;
  throw error;
}

async function untilReady(wait: Wait, freshState: DeviceState | null, atRestSinceMs: number | null): Promise<Ready> {
  const { session, pass, clock, signal } = wait;
  const limits = pass.protocol.readiness;
  const hasRested = await rest(wait, atRestSinceMs);
  const deadlineMs = clock.monotonicMs() + limits.timeoutMs;
  let state = (hasRested ? null : freshState) ?? (await session.state());
  for (;;) {
    const answer = readiness(limits, state, wait.blockSupply);
    if (answer.kind === 'ready' || clock.monotonicMs() >= deadlineMs) return { state, answer };
    wait.onWaiting(answer.message);
    await clock.sleep(Math.min(limits.pollMs, Math.max(0, deadlineMs - clock.monotonicMs())), signal);
    state = await session.state();
  }
}

/** Leaves the device alone for as long as its pass asks; false where nothing is left of that time. */
async function rest({ session, pass, clock, signal, onWaiting }: Wait, atRestSinceMs: number | null): Promise<boolean> {
  if (atRestSinceMs === null) return false;
  const leftMs = restLeftMs(pass.protocol, session.device, clock.monotonicMs() - atRestSinceMs);
  if (leftMs === 0) return false;
  onWaiting(restText(leftMs));
  await clock.sleep(leftMs, signal);
  return true;
}
