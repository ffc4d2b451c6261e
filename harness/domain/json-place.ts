import { fieldPath } from './field-path.ts';

/** A place in a text, counted from 1. */
export type TextPlace = { readonly line: number; readonly column: number };

/** Deeper than any file that people write: what is below is found by what lies around it. */
const DEEPEST = 200;
/** What ends a text, or is more than itself in one. */
const MARK = /["\\\p{Cc}]/gu;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;
/** Control characters that JSON allows. */
const ALLOWED = /[\u007F-\u009F]/y;
const WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\r\n\uFEFF]*/y;

/**
 * Where a field of a JSON document stands: its name, or the object that lacks it. In a text that is no JSON, where it stops being some.
 *
 * @param field as `fieldPath` writes it; empty for the document itself
 */
export function placeInJson(json: string, field: string): TextPlace {
  const { isWhole, at, found } = scan(json, field);
  const before = json.slice(0, isWhole ? found : at);
  const lines = (isWhole || at < json.length ? before : before.trimEnd()).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** How far a text is JSON, and the last place that led to the field. */
function scan(json: string, field: string): { readonly isWhole: boolean; readonly at: number; readonly found: number } {
  let at = 0;
  let found = 0;

  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const [taken] = pattern.exec(json) ?? [];
    at += taken?.length ?? 0;
    return taken ?? null;
  };
  const is = (character: string): boolean => {
    if (json[at] !== character) return false;
    at += 1;
    return true;
  };
  /** In steps: one expression for a whole text has no room for one of millions of letters. */
  const takeText = (): string | null => {
    const from = at;
    if (!is('"')) return null;
    for (;;) {
      MARK.lastIndex = at;
      const mark = MARK.exec(json);
      at = mark?.index ?? from;
      if (mark !== null && is('"')) return json.slice(from, at);
      if (mark === null || (take(ESCAPE) ?? take(ALLOWED)) === null) break;
    }
    at = from;
    return null;
  };
  const named = (path: readonly PropertyKey[], from: number): boolean => {
    const own = fieldPath(path);
    if (field !== '' && field.startsWith(own) && /^(?:$|[.[])/.test(field.slice(own.length))) found = from;
    return value(path);
  };
  const member = (path: readonly PropertyKey[]): boolean => {
    const from = at;
    const name = takeText();
    take(SPACE);
    if (name === null || !is(':')) return false;
    take(SPACE);
    return named([...path, String(JSON.parse(name))], from);
  };
  const list = (end: string, read: (index: number) => boolean): boolean => {
    take(SPACE);
    for (let index = 0; !is(end); index += 1) {
      if (index > 0 && !is(',')) return false;
      take(SPACE);
      if (!read(index)) return false;
      take(SPACE);
    }
    return true;
  };
  const value = (path: readonly PropertyKey[]): boolean => {
    if (path.length > DEEPEST) return false;
    if (is('{')) return list('}', () => member(path));
    if (is('[')) return list(']', (index) => named([...path, index], at));
    return takeText() !== null || take(WORD) !== null;
  };

  take(SPACE);
  found = at;
  const isValue = value([]);
  take(SPACE);
  return { isWhole: isValue && at === json.length, at, found };
}
