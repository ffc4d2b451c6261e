import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { JsonFields } from '#devices/agent-node/json-fields.ts';
import {
  NETWORKS,
  networkFile,
  RUNTIME_FILE,
  type RuntimeOptions,
  runtimeOptions,
} from '#devices/agent-node/runtime-options.ts';
import { modelGraphs, type SeenFile } from '#devices/model-graphs/model-graphs.ts';
import { graphReader } from '#devices/model-graphs/read-graph.ts';
import { isSettingsFile, MOST_SETTINGS_FILES } from '#devices/bundle/settings-file.ts';
import type { Artefact, Build, SettingsFile } from '#harness/domain/build.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { contentSha256 } from './content.ts';
import { openFolder } from './folder-package.ts';
import { openIpaModel } from './ipa-package.ts';
import { type ModelFile, type ModelPackage, refuseModel } from './model-package.ts';

const FIRST_FILE = 'config.json';
const NEEDED = [FIRST_FILE, 'tokenizer.json'] as const;
const PREPROCESSING = ['preprocessor_config.json', 'processor_config.json'] as const;
const SHOWN_DIGITS = 12;
const MAX_JSON_BYTES = 2 ** 20;

/** A model that this machine can run: the files that count, and how they are run. */
export type HostModel = {
  readonly files: ReadonlyMap<string, ModelFile>;
  readonly options: RuntimeOptions;
};

/** Reads an .ipa or the folder of an export and says what it is. Throws FILE_NOT_FOUND or BUILD_INVALID. */
export async function inspectModel(path: string): Promise<Build> {
  return withModel(path, async ({ files }, { name, version, file, place }) => {
    const models: Artefact[] = [];
    const settings: SettingsFile[] = [];
    const seen: SeenFile[] = [];
    for (const [model, { bytes, open }] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const hash = createHash('sha256');
      const graph = graphReader(model, bytes);
      const isKept = isSettingsFile(model, bytes) && settings.length < MOST_SETTINGS_FILES;
      const kept: Buffer[] | null = isKept ? [] : null;
      for await (const chunk of await open()) {
        hash.update(chunk as Buffer);
        graph?.push(chunk as Buffer);
        kept?.push(chunk as Buffer);
      }
      if (kept !== null) settings.push({ name: model, text: Buffer.concat(kept).toString() });
      models.push({ name: model, sha256: hash.digest('hex'), bytes });
      seen.push({ name: model, bytes, graph: graph?.end() ?? null });
    }
    const content = contentSha256(models);
    const shownVersion = version ?? content.slice(0, SHOWN_DIGITS);
    return {
      id: file?.sha256 ?? content,
      label: `${name} ${shownVersion}`,
      version: shownVersion,
      platform: 'host',
      bytes: file?.bytes ?? models.reduce((sum, { bytes }) => sum + bytes, 0),
      models,
      settings,
      graphs: modelGraphs(seen),
      contentSha256: content,
      identity: { kind: 'host', entry: `${place}${FIRST_FILE}`, contentSha256: content },
    };
  });
}

/** Opens a package for as long as `use` takes. Throws FILE_NOT_FOUND or BUILD_INVALID. */
export async function withModel<T>(
  path: string,
  use: (model: HostModel, opened: ModelPackage) => Promise<T>,
): Promise<T> {
  const opened = await openPackage(path);
  try {
    return await use(await modelIn(opened), opened);
  } finally {
    opened.close();
  }
}

async function openPackage(path: string): Promise<ModelPackage> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new BenchError('FILE_NOT_FOUND', `There is no file or folder ${path}.`, {
      remedy: 'Pass an .ipa file, or the folder of an ONNX export.',
      cause,
    });
  });
  if (found.isDirectory()) return openFolder(path);
  // Opening a pipe would wait for somebody to write to it.
  if (!found.isFile()) throw refuseModel(basename(path), 'is neither a file nor a folder');
  return openIpaModel(path, found.size);
}

/** Networks in a number format that the build does not run are no part of it. */
async function modelIn({ name, files }: ModelPackage): Promise<HostModel> {
  const options = await optionsIn(name, files.get(RUNTIME_FILE));
  const run = NETWORKS.map((network) => networkFile(network, options));
  const missing = [...NEEDED, ...run].find((file) => !files.has(file));
  if (missing !== undefined) throw refuseModel(name, `is not a model that can run here: ${missing} is missing`);
  if (!PREPROCESSING.some((file) => files.has(file)))
    throw refuseModel(name, `says nothing of pre-processing: ${PREPROCESSING.join(' or ')} is missing`);
  const isPart = (file: string): boolean =>
    !/\.onnx(?:$|[._])/.test(file) ||
    run.some((own) => file === own || file.startsWith(`${own}_`) || file.startsWith(`${own}.`));
  return { options, files: new Map([...files].filter(([file]) => isPart(file))) };
}

async function optionsIn(name: string, file: ModelFile | undefined): Promise<RuntimeOptions> {
  if (file === undefined) return runtimeOptions(null);
  if (file.bytes > MAX_JSON_BYTES) throw refuseModel(name, `has a ${RUNTIME_FILE} of ${file.bytes} bytes`);
  const fail = (what: string): Error =>
    refuseModel(name, `has a ${RUNTIME_FILE} that cannot be read: ${what.replace(/\.$/, '')}`);
  const content = await text(await file.open());
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    throw fail('it is not JSON');
  }
  return runtimeOptions(new JsonFields(json, RUNTIME_FILE, fail));
}
