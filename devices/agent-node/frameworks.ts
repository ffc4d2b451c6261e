import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';

/**
 * Libraries that a device offers to apps in Node and that they do not bring along, as an iOS app does not bring the
 * system's frameworks.
 */
export const FRAMEWORKS = ['onnxruntime-node', '@huggingface/tokenizers', 'pngjs', '@jsquash/jpeg', 'jpeg-js'] as const;

/**
 * Puts the frameworks where every app below `root` finds them, by `import` and by `require`: Node looks for packages
 * in the folders above a file. Only these are there, so that an app cannot come to rest on anything else of the host.
 */
export function provideFrameworks(root: string): void {
  for (const name of FRAMEWORKS) {
    const manifest = findPackageJSON(name, import.meta.url);
    if (manifest === undefined) throw new Error(`the package ${name} is not installed`);
    const link = path.join(root, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.dirname(manifest), link, 'junction');
  }
  // An executable has no extension that would say so: it is an ES module.
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ type: 'module' }));
}
