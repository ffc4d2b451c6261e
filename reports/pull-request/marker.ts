/** A decision, as the comment remembers those of earlier runs. */
export type Result = 'pass' | 'fail' | 'inconclusive' | 'measured';

const SIGNS: Readonly<Record<Result, string>> = { pass: '✓', fail: '✕', inconclusive: '?', measured: '○' };
const MOST_RESULTS = 5;

/** What a comment remembers. */
export type Memory = {
  /** When the run began that it is about: a moment in UTC; null where it does not say. */
  readonly startedAt: string | null;
  /** Oldest first; the last is that of this run. */
  readonly results: readonly Result[];
};

/** Ends the comment: a later run finds by it the comment of its key, and in it what it remembers. Never shown. */
export function markerLine(key: string, { startedAt, results }: Memory): string {
  const moment = startedAt === null ? [] : [startedAt];
  return `<!-- fastvlm-bench:${keyName(key)} ${[...moment, ...results.slice(-MOST_RESULTS)].join(' ')} -->`;
}

/** Null where it is not the comment of this key. */
export function rememberedIn(comment: string, key: string): Memory | null {
  const last = comment.trimEnd().split('\n').at(-1) ?? '';
  const [, name, startedAt = null, words = ''] =
    /^<!-- fastvlm-bench:([a-zA-Z0-9_-]+)(?: (\d{4}-\d\d-\d\dT[\d:.]+Z))?((?: [a-z]+)*) -->$/.exec(last.trim()) ?? [];
  if (name !== keyName(key)) return null;
  const results = words.split(' ').filter((word): word is Result => Object.hasOwn(SIGNS, word));
  return { startedAt, results: results.slice(-MOST_RESULTS) };
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
