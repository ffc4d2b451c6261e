/** A decision, as the comment remembers those of earlier runs. */
export type Result = 'pass' | 'fail' | 'inconclusive' | 'measured';

const SIGNS: Readonly<Record<Result, string>> = { pass: '✓', fail: '✕', inconclusive: '?', measured: '○' };
const MOST_RESULTS = 5;

/** Ends the comment: a later run finds by it the comment of its key, and in it the results before. Never shown. */
export function markerLine(key: string, results: readonly Result[]): string {
  return `<!-- fastvlm-bench:${keyName(key)} ${results.slice(-MOST_RESULTS).join(' ')} -->`;
}

/** The results that a comment remembers, oldest first; null where it is not the comment of this key. */
export function rememberedIn(comment: string, key: string): readonly Result[] | null {
  const last = comment.trimEnd().split('\n').at(-1) ?? '';
  const [, name, results = ''] = /^<!-- fastvlm-bench:([a-zA-Z0-9_-]+)((?: [a-z]+)*) -->$/.exec(last.trim()) ?? [];
  if (name !== keyName(key)) return null;
  return results
    .split(' ')
    .filter((word): word is Result => Object.hasOwn(SIGNS, word))
    .slice(-MOST_RESULTS);
}

/** `last five: ✓ ✓ ✕ ✓ **✕**`, the newest last; empty where it is the first. */
export function resultsLine(results: readonly Result[]): string {
  const shown = results.slice(-MOST_RESULTS).map((result) => SIGNS[result]);
  if (shown.length < 2) return '';
  return `last ${WORDS[shown.length] ?? shown.length}: ${shown.map((sign, index) => (index === shown.length - 1 ? `**${sign}**` : sign)).join(' ')}`;
}

const WORDS: Readonly<Record<number, string>> = { 2: 'two', 3: 'three', 4: 'four', 5: 'five' };

/** No suite or check ends an HTML comment by its name. */
function keyName(key: string): string {
  return (
    key
      .slice(0, 80)
      .replaceAll(/[^a-zA-Z0-9_-]/g, '-')
      .replaceAll(/-{2,}/g, '-') || 'suite'
  );
}
