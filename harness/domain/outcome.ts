import type { Fault, Launch } from './launch.ts';
import type { Measured } from './measured.ts';

type Ended = Pick<Launch, 'outcome'>;

export type MeasuredLaunch = Launch & { readonly outcome: Measured };

export function isMeasured<T extends Ended>(launch: T): launch is T & { readonly outcome: Measured } {
  return launch.outcome.kind === 'measured';
}

/** Whether it was measured at a slot that is not for discarding. A later try of the slot may still stand in its place. */
export function isCounted<T extends Pick<Launch, 'outcome' | 'slot'>>(
  launch: T,
): launch is T & { readonly outcome: Measured } {
  return !launch.slot.discard && isMeasured(launch);
}

/** The fault of the build that ended it; null where it ended otherwise. */
export function productFaultOf({ outcome }: Ended): Fault | null {
  return outcome.kind === 'failed' && outcome.fault.kind === 'product' ? outcome.fault : null;
}

export function isProductFault(launch: Ended): boolean {
  return productFaultOf(launch) !== null;
}

/** Whether it says something about the build: it was measured, or the build failed. Others say how the lab was. */
export function isAboutBuild(launch: Ended): boolean {
  return isMeasured(launch) || isProductFault(launch);
}

/** Why it measured nothing; empty where it did. */
export function messageOf({ outcome }: Ended): string {
  switch (outcome.kind) {
    case 'measured':
      return '';
    case 'invalid':
      return outcome.message;
    case 'failed':
      return outcome.fault.message;
  }
}
