import { decodeBinaryPlist, isBinaryPlist } from './binary-plist.ts';
import { parseXmlPlist } from './xml-plist.ts';

/** A dictionary of a property list; what its keys hold is checked where it is used. */
export type PropertyList = Readonly<Record<string, unknown>>;

/** How a property list is written. Only the first two are what Xcode writes and what Appium can read. */
export type PropertyListForm = 'binary' | 'XML' | 'XML with a byte order mark' | 'UTF-16' | 'OpenStep text';

/** The form of a property list by its first bytes; null when they begin none. */
export function propertyListForm(bytes: Buffer): PropertyListForm | null {
  if (bytes.toString('latin1', 0, 6) === 'bplist') return 'binary';
  const isUtf16 = /^(?:\xff\xfe|\xfe\xff|\0[<{]|[<{]\0)/.test(bytes.toString('latin1', 0, 2));
  if (isUtf16) return 'UTF-16';
  const hasMark = bytes.toString('latin1', 0, 3) === '\xef\xbb\xbf';
  const start = bytes.toString('latin1', hasMark ? 3 : 0).trimStart();
  if (start.startsWith('<')) return hasMark ? 'XML with a byte order mark' : 'XML';
  // Old property lists may begin with a comment.
  return /^(?:[{(]|\/\/|\/\*)/.test(start) ? 'OpenStep text' : null;
}

/**
 * Reads a binary or XML property list whose root is a dictionary. Throws an Error whose message goes on after
 * "it cannot be read:".
 */
export function readPropertyList(bytes: Buffer): PropertyList {
  const value = readValue(bytes);
  if (!isPropertyList(value)) throw new TypeError('its root is not a dictionary');
  return value;
}

function readValue(bytes: Buffer): unknown {
  const form = propertyListForm(bytes);
  switch (form) {
    case 'binary':
      if (!isBinaryPlist(bytes)) throw new TypeError('its binary property list is cut off or of an unknown version');
      return decodeWhole(bytes);
    case 'XML':
    case 'XML with a byte order mark':
    case 'UTF-16':
      return parseXmlPlist(textOf(bytes, form === 'UTF-16').trimStart());
    case 'OpenStep text':
      throw new TypeError('it is an OpenStep text');
    case null:
      throw new TypeError('it is not a property list');
  }
}

/** An offset or a length that leads out of the bytes is all that the damage of a binary list shows. */
function decodeWhole(bytes: Buffer): unknown {
  try {
    return decodeBinaryPlist(bytes);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new TypeError('its binary property list is damaged', { cause });
  }
}

function textOf(bytes: Buffer, isUtf16: boolean): string {
  const isBigEndian = isUtf16 && (bytes[0] === 0xfe || bytes[0] === 0);
  const encoding = isUtf16 ? (isBigEndian ? 'utf-16be' : 'utf-16le') : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TypeError(`its text is not ${encoding.toUpperCase()}`, { cause });
  }
}

export function isPropertyList(value: unknown): value is PropertyList {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Date)
  );
}
