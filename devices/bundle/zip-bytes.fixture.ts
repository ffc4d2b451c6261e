import { writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { build } from 'plist';

/** One entry of an archive, down to what no library lets one choose. */
export type ZipEntry = {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** Bit 11 says that the name is UTF-8; the tools of macOS leave it out. */
  readonly flags?: number;
  readonly method?: number;
  /** File type and permissions, as Unix has them. */
  readonly mode?: number;
  readonly extra?: Buffer;
};

export const LINK_MODE = 0o120777;

/** An archive of stored entries in which every header has the given value. */
export function zipBytes(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content = '', flags = 0, method = 0, mode = 0o100644, extra = Buffer.alloc(0) } of entries) {
    const [nameBytes, bytes] = [Buffer.from(name), Buffer.from(content)];
    const shared = Buffer.alloc(26);
    [20, flags, method, 0, 0x5a21].forEach((value, index) => shared.writeUInt16LE(value, index * 2));
    [crc32(bytes), bytes.length, bytes.length].forEach((value, index) => shared.writeUInt32LE(value, 10 + index * 4));
    [nameBytes.length, extra.length].forEach((value, index) => shared.writeUInt16LE(value, 22 + index * 2));
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, nameBytes, extra, bytes]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), shared, rest, nameBytes, extra]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  [entries.length, entries.length].forEach((value, index) => end.writeUInt16LE(value, 8 + index * 2));
  [directory.length, offset].forEach((value, index) => end.writeUInt32LE(value, 12 + index * 4));
  return Buffer.concat([...locals, directory, end]);
}

/** Info-ZIP's field with the UTF-8 name of an entry whose own name is in another encoding. */
export function unicodePath(raw: string | Buffer, name: string): Buffer {
  const data = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from(name)]);
  data.writeUInt32LE(crc32(raw), 1);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(0x7075);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

export const APP = 'Payload/FastVLM.app';

export const INFO = {
  CFBundleIdentifier: 'com.example.fastvlm',
  CFBundleExecutable: 'FastVLM',
  CFBundleShortVersionString: '1.2.0',
  CFBundleVersion: '120',
  CFBundleSupportedPlatforms: ['iPhoneOS'],
  FastVLMBenchModels: 'model',
  MinimumOSVersion: '18.0',
  UIFileSharingEnabled: true,
};

/** Writes an .ipa with a model folder and these entries; names are below the app unless they begin with `/`. */
export async function writeIpa(
  path: string,
  entries: readonly ZipEntry[],
  info: string | Buffer | Readonly<Record<string, unknown>> = INFO,
): Promise<string> {
  const plist = typeof info === 'string' || Buffer.isBuffer(info) ? info : build(info as Parameters<typeof build>[0]);
  const placed = entries.map(({ name, ...entry }) => {
    const bytes = Buffer.from(name);
    const isOutside = bytes[0] === 0x2f;
    return { name: isOutside ? bytes.subarray(1) : Buffer.concat([Buffer.from(`${APP}/`), bytes]), ...entry };
  });
  const own = [
    { name: `${APP}/Info.plist`, content: plist },
    { name: `${APP}/FastVLM`, content: '#!/usr/bin/env node\n', mode: 0o100755 },
    { name: `${APP}/model/config.json`, content: '{}' },
  ].filter(({ name }) => !placed.some((entry) => entry.name.equals(Buffer.from(name))));
  await writeFile(path, zipBytes([...own, ...placed]));
  return path;
}
