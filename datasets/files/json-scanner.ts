import { BenchError } from '#harness/domain/failure.ts';

/** A value of the outermost object: a whole one, or, where the value is a list, each of its elements by itself. */
export type JsonEntry = {
  readonly key: string;
  /** Position in the list; null where the value is no list. */
  readonly index: number | null;
  readonly value: unknown;
};

export interface JsonScanner {
  /** The entries that end in this chunk; a chunk may end anywhere, inside a character too. Throws DATASET_INVALID. */
  push(chunk: Uint8Array): readonly JsonEntry[];
  /** Throws DATASET_INVALID unless the object has ended. */
  end(): void;
}

/** What the next byte that is no white space may be. */
type Expected =
  | 'object'
  | 'list'
  | 'firstKey'
  | 'key'
  | 'colon'
  | 'value'
  | 'firstElement'
  | 'element'
  | 'afterElement'
  | 'afterValue'
  | 'end';

const EXPECTED_TEXT: Readonly<Record<Expected, string>> = {
  object: 'an object',
  list: 'a list',
  firstKey: 'a name or }',
  key: 'a name',
  colon: 'a colon',
  value: 'a value',
  firstElement: 'a value or ]',
  element: 'a value',
  afterElement: 'a comma or ]',
  afterValue: 'a comma or }',
  end: 'nothing more',
};

/** An entry is held whole, and nothing else is: this bounds the memory that any file can take. */
const MAX_ENTRY_BYTES = 16 * 1024 * 1024;

const [TAB, LINE_FEED, RETURN, BLANK] = [0x09, 0x0a, 0x0d, 0x20];
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Reads one JSON object piece by piece, with memory for one entry only. It finds where entries begin and end, and
 * leaves what is between to JSON.parse, so that exactly what JSON.parse accepts is accepted. By hand: stream-json is not made for
 * hostile files, as its README says, and takes 16 times as long for 86 MB of questions.
 */
export function jsonScanner(source: string, root: 'object' | 'list' = 'object'): JsonScanner {
  // A list is read as the only value of an object, without a name.
  let expected: Expected = root === 'object' ? 'object' : 'list';
  let key = '';
  let index: number | null = null;
  /** Bytes of all chunks before this one. */
  let offset = 0;
  const span = valueSpan();

  const broken = (at: number): BenchError =>
    invalid(`${source} is broken at byte ${offset + at}: ${EXPECTED_TEXT[expected]} should stand there`);

  const parse = (at: number): unknown => {
    try {
      return JSON.parse(span.take());
    } catch (cause) {
      const what = index === null ? `the value of "${key}"` : `${key}[${index}]`;
      throw invalid(`${source} is broken before byte ${offset + at}: ${what} is not JSON`, cause);
    }
  };

  /** What a byte means between values. True where a value begins with it. */
  const step = (byte: number, at: number): boolean => {
    if (byte === OPEN_OBJECT && expected === 'object') expected = 'firstKey';
    else if (byte === CLOSE_OBJECT && (expected === 'firstKey' || expected === 'afterValue')) expected = 'end';
    else if (byte === QUOTE && (expected === 'firstKey' || expected === 'key')) return true;
    else if (byte === COLON && expected === 'colon') expected = 'value';
    else if (byte === OPEN_LIST && (expected === 'value' || expected === 'list')) {
      [expected, index] = ['firstElement', 0];
    } else if (byte === CLOSE_LIST && (expected === 'firstElement' || expected === 'afterElement')) {
      [expected, index] = [root === 'object' ? 'afterValue' : 'end', null];
    } else if (byte === COMMA && expected === 'afterElement') [expected, index] = ['element', (index ?? 0) + 1];
    else if (byte === COMMA && expected === 'afterValue') expected = 'key';
    else if (isBetween(expected) || isSeparator(byte)) throw broken(at);
    else return true;
    return false;
  };

  /** The entry that has just ended; null where it was only a name. */
  const finish = (at: number): JsonEntry | null => {
    if (expected === 'firstKey' || expected === 'key') {
      key = '';
      const name = parse(at);
      if (typeof name !== 'string') throw broken(at);
      [key, expected] = [name, 'colon'];
      return null;
    }
    const entry = { key, index, value: parse(at) };
    expected = index === null ? 'afterValue' : 'afterElement';
    return entry;
  };

  return {
    push: (chunk) => {
      const entries: JsonEntry[] = [];
      let at = 0;
      while (at < chunk.length) {
        if (!span.isOpen()) {
          const byte = chunk[at] ?? 0;
          if (isWhiteSpace(byte) || !step(byte, at)) {
            at += 1;
            continue;
          }
        }
        const end = span.read(chunk, at);
        if (span.size() > MAX_ENTRY_BYTES) throw invalid(`${source} has an entry of more than 16 MiB in "${key}"`);
        if (end === null) break;
        const entry = finish(end);
        if (entry !== null) entries.push(entry);
        at = end;
      }
      offset += chunk.length;
      return entries;
    },
    end: () => {
      if (expected === 'end') return;
      throw invalid(`${source} ends in the middle, after ${offset} bytes: it is truncated`);
    },
  };
}

/** A value that is being read: where it ends follows from brackets and quotes alone. */
function valueSpan(): {
  readonly isOpen: () => boolean;
  readonly size: () => number;
  /** Goes on reading at `from`. The position of the byte that ends the value, or null where the chunk ends first. */
  readonly read: (chunk: Uint8Array, from: number) => number | null;
  /** The text of the value that has ended. */
  readonly take: () => string;
} {
  let parts: Uint8Array[] = [];
  let [size, depth] = [0, 0];
  let [isInText, isEscaped] = [false, false];
  const keep = (part: Uint8Array): void => {
    parts.push(part);
    size += part.length;
  };
  return {
    isOpen: () => parts.length > 0,
    size: () => size,
    read: (chunk, from) => {
      for (let at = from; at < chunk.length; at += 1) {
        const byte = chunk[at];
        if (isInText) {
          if (isEscaped) isEscaped = false;
          else if (byte === BACKSLASH) isEscaped = true;
          else if (byte === QUOTE) isInText = false;
        } else if (byte === QUOTE) isInText = true;
        else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
        else if (depth === 0 && isSeparator(byte)) {
          keep(chunk.subarray(from, at));
          return at;
        } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth -= 1;
      }
      // Copied, because the reader may use the chunk's memory again.
      keep(Uint8Array.from(chunk.subarray(from)));
      return null;
    },
    take: () => {
      const text = Buffer.concat(parts).toString('utf8');
      parts = [];
      size = 0;
      return text;
    },
  };
}

function isBetween(expected: Expected): boolean {
  return expected !== 'value' && expected !== 'firstElement' && expected !== 'element';
}

function isSeparator(byte: number | undefined): boolean {
  return byte === COMMA || byte === COLON || byte === CLOSE_LIST || byte === CLOSE_OBJECT;
}

function isWhiteSpace(byte: number): boolean {
  return byte === BLANK || byte === LINE_FEED || byte === RETURN || byte === TAB;
}

function invalid(what: string, cause?: unknown): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, {
    remedy: 'Download or write the file again; a complete one is a single JSON value.',
    cause,
  });
}
