/** From one version on, up to another one that is no longer in it; null for no end. */
type Range = { readonly from: readonly number[]; readonly until: readonly number[] | null };

/**
 * Why this Node cannot run the package, as an error with its remedy; null where it can. `engines` is the manifest's
 * `>=22.23 <23 || >=24.11`. Its module is loaded by Nodes that are too old, so it imports nothing.
 */
export function whyNodeIsTooOld(version: string, engines: string): string | null {
  const found = numbersOf(version);
  const ranges = engines.split('||').map(rangeOf);
  if (ranges.some((range) => isWithin(found, range))) return null;
  const needed = ranges.map(({ from, until }) => `${from.join('.')}${until === null ? ' or newer' : ''}`);
  return (
    `error: fastvlm-bench needs Node ${needed.join(', or Node ')}, and this is Node ${found.join('.')}.\n` +
    '  Install a newer one from https://nodejs.org, or put it first in PATH.\n'
  );
}

function rangeOf(text: string): Range {
  const [from = '', until] = text.trim().split(/\s+/);
  return { from: numbersOf(from), until: until === undefined ? null : numbersOf(until) };
}

function isWithin(found: readonly number[], { from, until }: Range): boolean {
  return !isBefore(found, from) && (until === null || isBefore(found, until));
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const differing = other.findIndex((number, index) => number !== (one[index] ?? 0));
  return differing !== -1 && (one[differing] ?? 0) < (other[differing] ?? 0);
}

function numbersOf(text: string): readonly number[] {
  return (/\d+(?:\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);
}
