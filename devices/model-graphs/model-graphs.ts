import type { GraphContent, GraphSummary, ModelGraph } from '#harness/domain/model-graph.ts';
import { type GraphFile, graphFormatOf, isMetadata } from './read-graph.ts';

/** A model file of a build, with what was read of the graph in it; null where it holds none. */
export type SeenFile = { readonly name: string; readonly bytes: number; readonly graph: GraphFile | null };

/** The networks of a build, by name: each with the files that it is made of. */
export function modelGraphs(files: readonly SeenFile[]): readonly ModelGraph[] {
  const sizes = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const byFolder = Map.groupBy(files, ({ name }) => folderOf(name));
  const alone = byFolder.get(null) ?? [];
  byFolder.delete(null);
  const graphs = [
    ...alone.flatMap((file) => graphAlone(file, sizes)),
    ...[...byFolder].flatMap(([folder, own]) => (folder === null ? [] : [graphIn(folder, own, sizes)])),
  ];
  return graphs.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** The folder of a Core ML model that a file is a part of; null where it is of none. */
function folderOf(name: string): string | null {
  return /^(.*?\.mlmodelc|.*?\.mlpackage)\//i.exec(name)?.[1] ?? null;
}

function graphAlone({ name, graph }: SeenFile, sizes: ReadonlyMap<string, number>): readonly ModelGraph[] {
  const format = graphFormatOf(name);
  if (graph === null || format === null) return [];
  const own = [name, ...graph.external.map((external) => below(name, external))];
  return [{ name, format, ...sized([...new Set(own)], sizes), content: graph.content }];
}

function graphIn(folder: string, files: readonly SeenFile[], sizes: ReadonlyMap<string, number>): ModelGraph {
  const program = files.find((file) => file.graph !== null && !isMetadata(file.name));
  const metadata = files.find((file) => file.graph !== null && isMetadata(file.name));
  const names = files.map((file) => file.name);
  return { name: folder, format: 'Core ML', ...sized(names, sizes), content: contentOf(program, metadata) };
}

function contentOf(program: SeenFile | undefined, metadata: SeenFile | undefined): GraphContent {
  const content = program?.graph?.content;
  const added = metadata?.graph?.content;
  if (content === undefined) return { kind: 'unread', reason: 'it has no ML program' };
  if (content.kind === 'unread' || added?.kind !== 'read') return content;
  return { kind: 'read', summary: completed(content.summary, added.summary) };
}

/** What the metadata of a compiled model says goes before what its program says. */
function completed(program: GraphSummary, metadata: GraphSummary): GraphSummary {
  const producers = [metadata.producer, program.producer].flatMap((producer) => producer?.split(', ') ?? []);
  return {
    ...program,
    versions: [...program.versions, ...metadata.versions].toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    producer: producers.length === 0 ? null : [...new Set(producers)].join(', '),
    inputs: metadata.inputs.length === 0 ? program.inputs : metadata.inputs,
    outputs: metadata.outputs.length === 0 ? program.outputs : metadata.outputs,
  };
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
