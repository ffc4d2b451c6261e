import type { Build } from '#harness/domain/build.ts';
import type {
  Differing,
  GraphChange,
  GraphDifferences,
  ModelChange,
  NamedDifference,
  Parameters,
} from '#harness/domain/model-change.ts';
import { type GraphSummary, isParameterType, type ModelGraph } from '#harness/domain/model-graph.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import { paired } from './paired-graphs.ts';

/** What differs between the networks of two builds, as their files describe them. */
export function modelChange(baseline: Build, candidate: Build): ModelChange {
  const [before, after] = [baseline.graphs, candidate.graphs];
  if (before === undefined) return { kind: 'unknown', of: after === undefined ? 'both' : 'baseline' };
  if (after === undefined) return { kind: 'unknown', of: 'candidate' };
  const digests = { baseline: digestsOf(baseline), candidate: digestsOf(candidate) };
  const partners = paired(before, after);
  const found = after.map((graph): GraphChange => {
    const other = partners.get(graph);
    return other === undefined
      ? { kind: 'added', name: graph.name, bytes: graph.bytes }
      : graphChange({ baseline: other, candidate: graph }, digests);
  });
  const taken = new Set(partners.values());
  const removed = before
    .filter((graph) => !taken.has(graph))
    .map(({ name, bytes }): GraphChange => ({ kind: 'removed', name, bytes }));
  const graphs = [...found, ...removed].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const [total, totalAfter] = [totalOf(before), totalOf(after)];
  const parameters = total === null || totalAfter === null ? null : { baseline: total, candidate: totalAfter };
  return { kind: 'known', graphs, parameters };
}

type Digests = ReadonlyMap<string, string>;

function digestsOf({ models }: Build): Digests {
  return new Map(models.map(({ name, sha256 }) => [name, sha256]));
}

function graphChange({ baseline, candidate }: Differing<ModelGraph>, digests: Differing<Digests>): GraphChange {
  const names = {
    name: candidate.name,
    ...(baseline.name === candidate.name ? {} : { baselineName: baseline.name }),
  };
  if (contents(baseline, digests.baseline) === contents(candidate, digests.candidate)) {
    return { ...names, kind: 'same', bytes: candidate.bytes };
  }
  const bytes = { baseline: baseline.bytes, candidate: candidate.bytes };
  if (baseline.content.kind === 'unread' || candidate.content.kind === 'unread') {
    const reasons = { baseline: reasonOf(baseline), candidate: reasonOf(candidate) };
    return { ...names, kind: 'unknown', bytes, reasons };
  }
  const summaries = { baseline: baseline.content.summary, candidate: candidate.content.summary };
  const missing = { baseline: baseline.missing ?? [], candidate: candidate.missing ?? [] };
  return { ...names, kind: 'changed', bytes, missing, ...differences(summaries) };
}

/** The hashes of all files; a file that is missing is one too. */
function contents({ files, missing = [] }: ModelGraph, digests: Digests): string {
  return JSON.stringify([files.map((file) => digests.get(file) ?? ''), missing]);
}

function reasonOf({ content }: ModelGraph): string | null {
  return content.kind === 'unread' ? content.reason : null;
}

function differences({ baseline, candidate }: Differing<GraphSummary>): Omit<GraphDifferences, 'bytes' | 'missing'> {
  const counts = ({ operators }: GraphSummary): ReadonlyMap<string, number> =>
    new Map(operators.map(({ name, count }) => [name, count]));
  const stored = ({ weights }: GraphSummary): ReadonlyMap<string, GraphSummary['weights'][number]> =>
    new Map(weights.map((one) => [one.type, one]));
  const versions = (summary: GraphSummary): ReadonlyMap<string, string> =>
    new Map(summary.versions.map(({ name, version }) => [name, version]));
  const ports = (list: GraphSummary['inputs']): ReadonlyMap<string, GraphSummary['inputs'][number]> =>
    new Map(list.map((port) => [port.name, port]));
  return {
    parameters: { baseline: parametersOf(baseline), candidate: parametersOf(candidate) },
    weights: named(stored(baseline), stored(candidate)),
    operatorCounts: { baseline: operatorsOf(baseline), candidate: operatorsOf(candidate) },
    operators: named(counts(baseline), counts(candidate)),
    inputs: named(ports(baseline.inputs), ports(candidate.inputs)),
    outputs: named(ports(baseline.outputs), ports(candidate.outputs)),
    versions: named(versions(baseline), versions(candidate)),
    producer: { baseline: baseline.producer, candidate: candidate.producer },
  };
}

/** Only what differs, by name. */
function named<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): readonly NamedDifference<T>[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name) => {
    const pair = { baseline: before.get(name) ?? null, candidate: after.get(name) ?? null };
    return isSameData(pair.baseline, pair.candidate) ? [] : [{ name, ...pair }];
  });
}

function operatorsOf({ operators }: GraphSummary): number {
  return operators.reduce((sum, { count }) => sum + count, 0);
}

function parametersOf({ weights }: GraphSummary): Parameters {
  return weights
    .filter(({ type }) => isParameterType(type))
    .reduce((sum, { elements, bytes }) => ({ elements: sum.elements + elements, bytes: sum.bytes + bytes }), {
      elements: 0,
      bytes: 0,
    });
}

/** Null where a graph could not be read. */
function totalOf(graphs: readonly ModelGraph[]): Parameters | null {
  let total: Parameters = { elements: 0, bytes: 0 };
  for (const { content } of graphs) {
    if (content.kind === 'unread') return null;
    const { elements, bytes } = parametersOf(content.summary);
    total = { elements: total.elements + elements, bytes: total.bytes + bytes };
  }
  return total;
}
