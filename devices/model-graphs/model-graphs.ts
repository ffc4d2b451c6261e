import type { ModelGraph } from '#harness/domain/model-graph.ts';
import { type GraphFile, graphFormatOf } from './read-graph.ts';

/** A model file of a build, with what was read of the graph in it; null where it holds none. */
export type SeenFile = { readonly name: string; readonly bytes: number; readonly graph: GraphFile | null };

/** The networks of a build, by name: each with the files that it is made of. */
export function modelGraphs(files: readonly SeenFile[]): readonly ModelGraph[] {
  const graphs = new Map<string, ModelGraph>();
  const sizes = new Map(files.map(({ name, bytes }) => [name, bytes]));
  for (const file of files) {
    const graph = graphOf(file, files, sizes);
    if (graph !== null && !graphs.has(graph.name)) graphs.set(graph.name, graph);
  }
  return [...graphs.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function graphOf(
  { name, graph }: SeenFile,
  files: readonly SeenFile[],
  sizes: ReadonlyMap<string, number>,
): ModelGraph | null {
  const format = graphFormatOf(name);
  if (format === 'ONNX' && graph !== null) {
    const own = [name, ...graph.external.map((external) => below(name, external))];
    return { name, format, ...sized([...new Set(own)], sizes), content: graph.content };
  }
  const folder = /^(.*?\.mlmodelc|.*?\.mlpackage)\//i.exec(name)?.[1] ?? null;
  if (graph !== null) {
    const own = folder === null ? [name] : filesIn(folder, files);
    return { name: folder ?? name, format: 'Core ML', ...sized(own, sizes), content: graph.content };
  }
  if (folder === null || files.some((file) => file.graph !== null && file.name.startsWith(`${folder}/`))) return null;
  const content = { kind: 'unread', reason: 'it has no ML program' } as const;
  return { name: folder, format: 'Core ML', ...sized(filesIn(folder, files), sizes), content };
}

function filesIn(folder: string, files: readonly SeenFile[]): readonly string[] {
  return files.map(({ name }) => name).filter((name) => name.startsWith(`${folder}/`));
}

function sized(
  names: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Pick<ModelGraph, 'files' | 'bytes' | 'missing'> {
  const missing = names.filter((name) => !sizes.has(name));
  return {
    files: names.filter((name) => sizes.has(name)),
    bytes: names.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0),
    ...(missing.length > 0 && { missing }),
  };
}

/** The path of a file that is named relative to the folder of another. */
function below(name: string, relative: string): string {
  const place = name.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '..') place.pop();
    else if (part !== '.' && part !== '') place.push(part);
  }
  return place.join('/');
}
