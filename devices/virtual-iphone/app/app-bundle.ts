import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { appIdentity } from '#devices/bundle/app-identity.ts';
import { type PropertyList, readPropertyList } from '#devices/bundle/property-list.ts';
import type { Artefact } from '#harness/domain/build.ts';
import { isFinderFile } from '#harness/domain/file-name.ts';
import { isModelFile } from '#harness/domain/model-files.ts';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import { sha256OfFile } from '#devices/agent-node/file-hash.ts';
import { listFiles } from './list-files.ts';
import { type RuntimeOptions, runtimeOptions } from '#devices/agent-node/runtime-options.ts';
import { readRuntimeFields } from '#devices/agent-node/vlm/model-json.ts';
import { type BuildFault, parseBuildFault } from './build-fault.ts';

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
  readonly fault: BuildFault | null;
};

/** Where the model lies in an app whose Info.plist does not name its folder. */
const USUAL_MODEL_FOLDER = 'model';

/** Reads the bundle that `executable` lies in: Info.plist beside it, and every file of its model. */
export function readAppBundle(executable: string): AppBundle {
  const folder = dirname(executable);
  const identity = appIdentity(readInfoPlist(folder), (what) => new AgentError('INTERNAL', `The app ${what}.`));
  const modelFolder = join(folder, identity.modelFolder ?? USUAL_MODEL_FOLDER);
  if (!existsSync(modelFolder)) throw new AgentError('MODEL_NOT_FOUND', 'The app has no model folder.');
  return {
    bundleId: identity.bundleId,
    version: identity.version,
    buildNumber: identity.buildNumber,
    binaryUuid: sha256OfFile(executable).sha256,
    modelFolder,
    models: identity.modelFolder === null ? searchModels(folder, executable) : listModels(folder, modelFolder),
    ...readRuntime(modelFolder),
  };
}

function readInfoPlist(folder: string): PropertyList {
  try {
    return readPropertyList(readFileSync(join(folder, 'Info.plist')));
  } catch (cause) {
    throw new AgentError('INTERNAL', 'The app cannot read its Info.plist.', cause);
  }
}

/** Links are followed: they are how a folder may share files with another part of the app. */
function listModels(bundle: string, folder: string): readonly Artefact[] {
  const files = [...listFiles(folder, { bundle, followsLinks: true })].filter(([name]) => !isFinderFile(name));
  return files.map(([name, path]) => ({ name, ...sha256OfFile(path) }));
}

/** Each file once, wherever links lead to it from. */
function searchModels(bundle: string, executable: string): readonly Artefact[] {
  const files = [...listFiles(bundle, { bundle, followsLinks: false })];
  return files
    .filter(([name]) => isModelFile(name, basename(executable)))
    .map(([name, path]) => ({ name, ...sha256OfFile(path) }));
}

function readRuntime(folder: string): Pick<AppBundle, 'options' | 'fault'> {
  const runtime = readRuntimeFields(folder);
  return { options: runtimeOptions(runtime), fault: runtime === null ? null : parseBuildFault(runtime) };
}
