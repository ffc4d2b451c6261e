import type { Comparison } from '#harness/domain/comparison.ts';
import type { WaiverUse } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { Waiver } from '#harness/domain/waiver.ts';
import { trimmed } from './numbers.ts';
import { marginText } from './quantities.ts';

const STATES: Readonly<Record<WaiverUse['state'], string>> = {
  waived: 'waived',
  mayExceed: 'it may exceed its waiver',
  exceeded: 'it exceeds its waiver',
  expired: 'its waiver has expired',
  otherUnit: 'its waiver is not in the unit of the change',
};

/** `it exceeds its waiver: up to 9 % until 2026-12-31 by QA: the new encoder is worth it`. */
export function waiverText({ state, terms }: WaiverUse): string {
  return `${STATES[state]}: ${terms}`;
}

/** `up to 9 % until 2026-12-31 by QA: the new encoder is worth it`. */
export function waiverTerms(waiver: Waiver): string {
  return `up to ${acceptedText(waiver)} until ${waiver.until} by ${waiver.owner}: ${waiver.reason.replace(/\.$/, '')}`;
}

/** As it was typed where no scale can show it: a size of no digits, or of a line of them, is none to read. */
function acceptedText({ metric, acceptedPercent, acceptedAbsolute }: Waiver): string {
  if (acceptedPercent !== undefined) return `${shown(acceptedPercent, trimmed(acceptedPercent))} %`;
  const scale: Comparison['scale'] = 'absolute';
  const size = acceptedAbsolute ?? 0;
  return shown(size, marginText(size, { metric, scale }), ` ${METRICS[metric].unit}`);
}

const MOST_LETTERS = 16;

function shown(size: number, text: string, unit = ''): string {
  return /[1-9]/.test(text) && text.length <= MOST_LETTERS ? text : `${size}${unit}`;
}
