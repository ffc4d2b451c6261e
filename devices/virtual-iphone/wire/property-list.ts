import { build, parse, type PlistValue } from 'plist';
import { decodeBinaryPlist, isBinaryPlist } from './binary-plist.ts';

/** A dictionary of a property list; what its keys hold is checked where it is used. */
export type PropertyList = Readonly<Record<string, unknown>>;

/** Reads an XML or binary property list whose root is a dictionary; null when it is none. */
export function parsePropertyList(bytes: Buffer): PropertyList | null {
  try {
    if (isBinaryPlist(bytes)) return dictionaryOrNull(decodeBinaryPlist(bytes));
    const text = bytes.toString('utf8').trimStart();
    // The parser prints what it thinks of anything that is not XML.
    return text.startsWith('<') ? dictionaryOrNull(parse(text)) : null;
  } catch {
    return null;
  }
}

function dictionaryOrNull(value: unknown): PropertyList | null {
  return isPropertyList(value) ? value : null;
}

/** XML text. Keys whose value is null or undefined are left out: a property list has no null. */
export function writePropertyList(dictionary: PropertyList): string {
  return build(dictionary as PlistValue, { pretty: false });
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

export function textAt(dictionary: PropertyList, key: string): string | null {
  const value = dictionary[key];
  return typeof value === 'string' ? value : null;
}

export function dictionaryAt(dictionary: PropertyList, key: string): PropertyList {
  const value = dictionary[key];
  return isPropertyList(value) ? value : {};
}

/** The texts of an array, or null when there is no array. */
export function textsAt(dictionary: PropertyList, key: string): readonly string[] | null {
  const value = dictionary[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : null;
}
