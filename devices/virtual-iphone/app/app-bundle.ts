import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Artefact } from '#harness/domain/build.ts';
import { AgentError } from './agent-error.ts';
import { DEFAULT_RUNTIME_OPTIONS, parseRuntimeOptions, type RuntimeOptions } from './runtime-options.ts';
import { readModelJson } from '#devices/virtual-iphone/app/vlm/model-config.ts';

const CHUNK_BYTES = 4 * 2 ** 20;

/** What the running app can say of itself, and where its model lies. */
export type AppBundle = {
  readonly bundleId: string;
  readonly version: string;
  readonly buildNumber: string;
  /** sha256 of the executable file. */
  readonly binaryUuid: string;
  readonly modelFolder: string;
  readonly models: readonly Artefact[];
  readonly options: RuntimeOptions;
};

/** Reads the bundle that `executable` lies in: Info.plist beside it, and every file of the model folder. */
export function readAppBundle(executable: string): AppBundle {
  const folder = dirname(executable);
  const plist = readFileSync(join(folder, 'Info.plist'), 'utf8');
  const modelFolder = join(folder, plistText(plist, 'FastVLMBenchModels'));
  return {
    bundleId: plistText(plist, 'CFBundleIdentifier'),
    version: plistText(plist, 'CFBundleShortVersionString'),
    buildNumber: plistText(plist, 'CFBundleVersion'),
    binaryUuid: sha256OfFile(executable).sha256,
    modelFolder,
    models: listModels(modelFolder),
    options: readOptions(modelFolder),
  };
}

function listModels(folder: string): readonly Artefact[] {
  if (!existsSync(folder)) throw new AgentError('MODEL_NOT_FOUND', 'The app has no model folder.');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: path.slice(folder.length + 1), ...sha256OfFile(path) }));
}

function readOptions(folder: string): RuntimeOptions {
  if (!existsSync(join(folder, 'runtime.json'))) return DEFAULT_RUNTIME_OPTIONS;
  return parseRuntimeOptions(
    readModelJson(folder, 'runtime.json'),
    (message) => new AgentError('MODEL_INVALID', message),
  );
}

/** In chunks: a real model is larger than what one read returns, and its bytes must not count as the app's memory. */
function sha256OfFile(path: string): { readonly sha256: string; readonly bytes: number } {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let bytes = 0;
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, read));
      bytes += read;
    }
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    closeSync(file);
  }
}

/** A text value of the XML property list that packaging writes. */
function plistText(plist: string, key: string): string {
  const value = new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(plist)?.[1];
  if (value === undefined) throw new AgentError('INTERNAL', `Info.plist has no ${key}.`);
  return value;
}
