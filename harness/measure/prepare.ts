import type { Outcome } from '#harness/domain/launch.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { DeviceSession, LaunchReport, LaunchRequest } from '#harness/ports/device.ts';
import { shortPass } from './short-pass.ts';

/**
 * The longest preparation launch. Compiling a model for a phone has taken 10 to 521 s in reports from the field; one that
 * has not come to an end by then hangs.
 */
export const PREPARATION_LIMIT_MS = 15 * 60_000;
const NS_PER_MS = 1e6;

/**
 * Whether a launch of the build would be the first one since it was installed: installing throws away what the first launch
 * has compiled for the device, so that one is not like the others.
 */
export function needsPreparation(session: DeviceSession, { build }: Pick<LaunchRequest, 'build'>): boolean {
  return (session.sinceInstall(build) ?? 0) === 0;
}

/** What a launch needs before it: the same model and questions, as little of them as there can be, and time to compile. */
export function preparationOf(request: LaunchRequest): LaunchRequest {
  return { ...request, nonce: `${request.nonce}-preparation`, pass: preparationPass(request.pass) };
}

function preparationPass(pass: Pass): Pass {
  const short = shortPass(pass, 'preparation');
  const launchTimeoutMs = Math.max(PREPARATION_LIMIT_MS, pass.protocol.launchTimeoutMs);
  return { ...short, protocol: { ...short.protocol, launchTimeoutMs } };
}

/** How long the first model load took; null where the app reported none. */
export function loadMsOf({ outcome }: LaunchReport): number | null {
  const load = outcome.kind === 'measured' ? outcome.loads[0] : undefined;
  return load === undefined ? null : (load.endNs - load.startNs) / NS_PER_MS;
}

/** Says of an outcome that kept the launch from being made that it is of the launch before it. */
export function ofPreparation(outcome: Exclude<Outcome, { kind: 'measured' }>): Outcome {
  const where = (message: string): string => `In the first launch after the installation: ${message}`;
  return outcome.kind === 'invalid'
    ? { ...outcome, message: where(outcome.message) }
    : { ...outcome, fault: { ...outcome.fault, message: where(outcome.fault.message) } };
}
