import type { Fault, Launch } from '#harness/domain/launch.ts';
import type { Progress, ProgressEvent } from '#harness/measure/progress.ts';
import { unmeasuredText } from '#harness/text/applicable.ts';
import { listed } from '#harness/text/lists.ts';
import { troubleshooting } from '#harness/text/troubleshooting.ts';

/** What happened on a device, as a line; null for what is not worth one. */
export function lineOf(event: ProgressEvent): string | null {
  switch (event.kind) {
    case 'opening':
      return 'connecting';
    case 'waiting':
      return `waiting until ready: ${event.message}`;
    case 'preparing':
      return `preparing the ${event.slot.arm}, which was just installed, by a launch that does not count`;
    case 'launching':
      return null;
    case 'launched':
      return withProgress(describe(event.launch), event);
    case 'retrying':
      return `trying again: ${event.message}`;
    case 'settled':
      return withProgress(`${event.passId} decided after ${event.blocks} of ${event.of} blocks`, event);
    case 'inapplicable':
      return `not applicable: ${listed(event.passes.map(unmeasuredText))}`;
    case 'stopped':
      return `stopping, because the gate already fails: ${event.reason}`;
    case 'lost':
      return `given up: ${event.message}`;
  }
}

export function nameOf({ slot, attempt }: Launch): string {
  const place = slot.discard ? 'first launch' : `block ${slot.block + 1}`;
  return `${slot.pass} ${place} ${slot.arm}${attempt === 1 ? '' : `, try ${attempt}`}`;
}

function describe(launch: Launch): string {
  const name = nameOf(launch);
  const { outcome } = launch;
  switch (outcome.kind) {
    case 'measured':
      return name;
    case 'invalid':
      return `${name}: invalid, ${outcome.message}`;
    case 'failed':
      return `${name}: ${outcome.fault.code}, ${outcome.fault.message} More: ${troubleshooting(outcome.fault.code)}${logOf(outcome.fault)}`;
  }
}

export function logOf({ log }: Fault): string {
  return log === undefined ? '' : ` (log: ${log})`;
}

export function withProgress(text: string, { done, total, remainingMs, mayEndSooner }: Progress): string {
  const left = done === total ? ', done' : remainingMs === null ? '' : `, ${duration(remainingMs, mayEndSooner)} left`;
  // A sentence may have come with its own stop.
  return `${done}/${total} ${left === '' ? text : text.replace(/[.\s]+$/, '')}${left}`;
}

function duration(ms: number, isAtMost: boolean): string {
  const seconds = Math.ceil(ms / 1000);
  const rounded = seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  return `${isAtMost ? 'at most ' : ''}about ${rounded}`;
}
