import {
  type BinaryPlistValue,
  decodeBinaryPlist,
  encodeBinaryPlist,
  Real,
  Uid,
} from '#devices/bundle/binary-plist.ts';

/** An NSError as a device reports it to its client. */
export class ArchivedError {
  readonly domain: string;
  readonly code: number;
  readonly description: string;
  constructor(domain: string, code: number, description: string) {
    this.domain = domain;
    this.code = code;
    this.description = description;
  }
}

/** What can be sent to a client. A Map becomes a dictionary whose keys need not be text. */
export type Archivable =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Real
  | Uint8Array
  | ArchivedError
  | ReadonlyMap<string | number, Archivable>
  | readonly Archivable[]
  | { readonly [key: string]: Archivable };

type Dictionary = { readonly [key: string]: BinaryPlistValue };

/** NSKeyedArchiver: every object in one table, referring to one another by index, index 0 being nil. */
export function archive(value: Archivable): Buffer {
  const objects: BinaryPlistValue[] = ['$null'];
  const classes = new Map<string, Uid>();
  const append = (object: BinaryPlistValue): Uid => new Uid(objects.push(object) - 1);
  const classOf = (name: string): Uid => {
    const uid = classes.get(name) ?? append({ $classes: [name, 'NSObject'], $classname: name });
    classes.set(name, uid);
    return uid;
  };
  /** A container takes its place in the table before its contents do. */
  const appendContainer = (name: string, contents: () => Dictionary): Uid => {
    const uid = append(null);
    const filled = contents();
    objects[uid.index] = { ...filled, $class: classOf(name) };
    return uid;
  };
  const put = (item: Archivable): Uid => {
    if (item === null || item === undefined) return new Uid(0);
    if (typeof item !== 'object' || item instanceof Real || item instanceof Uint8Array) return append(item);
    if (isList(item)) return appendContainer('NSArray', () => ({ 'NS.objects': item.map(put) }));
    if (item instanceof ArchivedError) {
      return appendContainer('NSError', () => ({
        NSCode: item.code,
        NSDomain: put(item.domain),
        NSUserInfo: put({ NSLocalizedDescription: item.description }),
      }));
    }
    const entries: readonly (readonly [string | number, Archivable])[] =
      item instanceof Map ? [...item.entries()] : Object.entries(item as { readonly [key: string]: Archivable });
    return appendContainer('NSDictionary', () => ({
      'NS.keys': entries.map(([key]) => put(key)),
      'NS.objects': entries.map(([, content]) => put(content)),
    }));
  };
  const root = put(value);
  return encodeBinaryPlist({
    $version: 100_000,
    $archiver: 'NSKeyedArchiver',
    $top: { root },
    $objects: objects,
  });
}

/** The root object as plain values; keys that are numbers become text. Throws for bytes that are no archive. */
export function unarchive(bytes: Buffer): unknown {
  const plist = decodeBinaryPlist(bytes) as Dictionary;
  const objects = plist['$objects'];
  const top = plist['$top'];
  if (!isValueList(objects) || !isDictionary(top)) throw new TypeError('not a keyed archive');
  const open = new Set<number>();
  const resolve = (value: BinaryPlistValue | undefined): unknown => {
    if (!(value instanceof Uid)) return value ?? null;
    // An object that contains itself has no plain form; the inner reference is dropped.
    if (value.index === 0 || open.has(value.index)) return null;
    const object = objects[value.index];
    if (!isDictionary(object)) return object ?? null;
    open.add(value.index);
    const plain = expand(object, resolve);
    open.delete(value.index);
    return plain;
  };
  return resolve(top['root']);
}

function expand(object: Dictionary, resolve: (value: BinaryPlistValue | undefined) => unknown): unknown {
  const keys = object['NS.keys'];
  const contents = object['NS.objects'];
  if (isValueList(keys) && isValueList(contents)) {
    return Object.fromEntries(keys.map((key, index) => [String(resolve(key)), resolve(contents[index])]));
  }
  if (isValueList(contents)) return contents.map(resolve);
  if ('NS.string' in object) return resolve(object['NS.string']);
  if ('NS.data' in object) return resolve(object['NS.data']);
  const fields = Object.entries(object).filter(([key]) => key !== '$class');
  return Object.fromEntries(fields.map(([key, value]) => [key, resolve(value)]));
}

function isList(value: object): value is readonly Archivable[] {
  return Array.isArray(value);
}

function isValueList(value: BinaryPlistValue | undefined): value is readonly BinaryPlistValue[] {
  return Array.isArray(value);
}

function isDictionary(value: BinaryPlistValue | undefined): value is Dictionary {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Uid || value instanceof Real || value instanceof Date || value instanceof Uint8Array);
}
