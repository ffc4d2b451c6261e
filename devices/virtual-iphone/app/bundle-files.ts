import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampleBuild } from './builds.ts';
import { bundleExecutable } from './executable.ts';
import { BUNDLE_ID, EXECUTABLE_NAME, infoPlist, MODEL_FOLDER } from './info-plist.ts';
import { networkFile, NETWORKS } from '#devices/agent-node/runtime-options.ts';
import type { BuildFault } from './build-fault.ts';

const MODELS = join(import.meta.dirname, 'models');

/** A file of an app bundle; `path` is relative to the .app folder. */
export type BundleFile = { readonly path: string; readonly bytes: Buffer; readonly mode: number };

/** What lies in the app's folder, in the order of the archive. */
export async function bundleFiles(
  build: SampleBuild,
  fault: BuildFault | null,
  bundleId: string = BUNDLE_ID,
): Promise<readonly BundleFile[]> {
  const model = await readModel(build);
  model.set('runtime.json', Buffer.from(`${JSON.stringify({ ...build.options, fault }, null, 2)}\n`));
  return [
    { path: 'Info.plist', bytes: infoPlist(build, bundleId), mode: 0o100644 },
    { path: EXECUTABLE_NAME, bytes: await bundleExecutable(), mode: 0o100755 },
    ...[...model]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, bytes]) => ({ path: `${MODEL_FOLDER}/${path}`, bytes, mode: 0o100644 })),
  ];
}

/** Configuration, tokenizer, and of the networks only the files that the build runs. */
async function readModel(build: SampleBuild): Promise<Map<string, Buffer>> {
  const run = new Set(NETWORKS.map((network) => networkFile(network, build.options)));
  const files = new Map<string, Buffer>();
  for (const folder of build.modelFolders.map((name) => join(MODELS, name))) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(folder.length + 1);
      const isPart = entry.isFile() && (run.has(name) || !name.endsWith('.onnx'));
      if (isPart) files.set(name, await readFile(path));
    }
  }
  return files;
}
