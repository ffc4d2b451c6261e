/**
 * Why this Node cannot run the package, as an error with its remedy; null where it can. `engines` is the manifest's
 * `>=22.18`. Its module is loaded by Nodes that are too old, so it imports nothing.
 */
export function whyNodeIsTooOld(version: string, engines: string): string | null {
  const needed = numbersOf(engines);
  const found = numbersOf(version);
  const differing = needed.findIndex((number, index) => number !== (found[index] ?? 0));
  if (differing === -1 || (found[differing] ?? 0) > (needed[differing] ?? 0)) return null;
  return (
    `error: fastvlm-bench needs Node ${needed.join('.')} or newer, and this is Node ${found.join('.')}.\n` +
    '  Install a newer one from https://nodejs.org, or put it first in PATH.\n'
  );
}

function numbersOf(text: string): readonly number[] {
  return (/\d+(?:\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);
}
