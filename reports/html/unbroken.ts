import { isRecord } from '#harness/domain/plain-data.ts';

const UNITS = String.raw`%|pp|ms|s|min|h|B|kB|MB|GB|kB\/cycle|MB\/cycle|B\/cycle|mJ|J|W|tok\/s|°C|px`;
const BEFORE_UNIT = new RegExp(String.raw`(?<=\d) (?=(?:${UNITS})(?![\p{L}\d]))`, 'gu');
const INSIDE_INTERVAL = /(?<=\[[−\d.,]+,) (?=[−\d.,]+\])/g;
const NO_BREAK_SPACE = '\u{A0}';

/** All texts of a page with each number kept on one line with its unit, and each interval with its other bound. */
export function unbroken(texts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, unbrokenValue(value)]));
}

function unbrokenValue(value: unknown): unknown {
  if (typeof value === 'string') return isDrawing(value) ? value : unbrokenText(value);
  if (Array.isArray(value)) return value.map(unbrokenValue);
  return isRecord(value) ? unbroken(value) : value;
}

function unbrokenText(text: string): string {
  return text.replaceAll(BEFORE_UNIT, NO_BREAK_SPACE).replaceAll(INSIDE_INTERVAL, NO_BREAK_SPACE);
}

/** Numbers of a path stand apart by spaces too, and some of its commands look like units. */
function isDrawing(text: string): boolean {
  return text.startsWith('<svg');
}
