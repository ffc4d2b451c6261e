import { build, type PlistValue } from 'plist';
import { isPropertyList, type PropertyList, readPropertyList } from '#devices/bundle/property-list.ts';

/** Reads an XML or binary property list whose root is a dictionary; null when it is none. */
export function parsePropertyList(bytes: Buffer): PropertyList | null {
  try {
    return readPropertyList(bytes);
  } catch {
    return null;
  }
}

/** XML text. Keys whose value is null or undefined are left out: a property list has no null. */
export function writePropertyList(dictionary: PropertyList): string {
  return build(dictionary as PlistValue, { pretty: false });
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
