import { InvalidArgumentError } from 'commander';

/**
 * Parsers of what options are given: the only way in for a number. A value that will not do is refused by commander,
 * which names the option, with the range that it may have.
 */
export function wholeNumber(from: number): (value: string) => number {
  return (value) => {
    const number = digits(value);
    if (Number.isSafeInteger(number) && number >= from) return number;
    throw new InvalidArgumentError(
      number > Number.MAX_SAFE_INTEGER ? 'It is too large.' : `It is not a whole number, ${from} or more.`,
    );
  };
}

export function port(value: string): number {
  const number = digits(value);
  if (number >= 1 && number <= 65_535) return number;
  throw new InvalidArgumentError('It is not a whole number from 1 to 65535.');
}

export function positive(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('It is not a number above 0.');
}

/** A chance that is better than a coin's. */
export function power(value: string): number {
  const number = Number(value);
  if (number > 0.5 && number < 1) return number;
  throw new InvalidArgumentError('It is not a chance above 0.5 and below 1.');
}

/** Of the calendar. */
export function aDay(value: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(value)) return value;
  throw new InvalidArgumentError('It is not a day such as 2026-12-31.');
}

/** As Apple allows it. */
export function bundleId(value: string): string {
  if (/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/.test(value)) return value;
  throw new InvalidArgumentError('It is not a bundle identifier: letters, digits and hyphens between dots.');
}

/** For an option that may be given more than once. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** NaN for anything but digits: `1e3` and ` 7` are slips more often than numbers. */
function digits(value: string): number {
  return /^\d+$/.test(value) ? Number(value) : Number.NaN;
}
