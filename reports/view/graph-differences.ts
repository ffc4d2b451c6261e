import type { Differing, GraphDifferences, NamedDifference, Parameters } from '#harness/domain/model-change.ts';
import { type GraphPort, isParameterType, type StoredWeights } from '#harness/domain/model-graph.ts';
import { ABSENT, count, percentText, signed, whole } from '#harness/text/numbers.ts';
import { byteSize } from '#harness/text/quantities.ts';
import { readable } from '#harness/text/sentences.ts';
import type { DifferenceRow } from './model-change-view.ts';

/** What does not fit a table is counted. */
const MOST_OPERATORS = 12;
const MOST_PORTS = 12;

/** What differs in a graph, row by row. Constants that are no parameters, such as shapes, are left to report.json. */
export function differenceRows(change: GraphDifferences): readonly DifferenceRow[] {
  const { parameters, producer } = change;
  const weights = change.weights.filter(({ name }) => isParameterType(name));
  const elements = { baseline: parameters.baseline.elements, candidate: parameters.candidate.elements };
  return [
    ...sizeRows(change.bytes),
    ...(weights.length === 0 ? [] : [countRow('Parameters', elements)]),
    ...weights.map(({ name, baseline, candidate }) => ({
      ...row(
        readable(name, 60),
        weightsText(baseline, parameters.baseline),
        weightsText(candidate, parameters.candidate),
      ),
      isPart: true,
    })),
    ...operatorRows(change),
    ...portRows('Input', change.inputs),
    ...portRows('Output', change.outputs),
    ...change.versions.map(({ name, baseline, candidate }) =>
      row(VERSIONS[name] ?? `Opset ${readable(name, 60)}`, textOf(baseline), textOf(candidate)),
    ),
    ...(producer.baseline === producer.candidate
      ? []
      : [row('Producer', textOf(producer.baseline), textOf(producer.candidate))]),
  ];
}

export function sizeRows({ baseline, candidate }: Differing<number>): readonly DifferenceRow[] {
  if (baseline === candidate) return [];
  return [row('Size', byteSize(baseline), byteSize(candidate), relativeText(baseline, candidate))];
}

/** `−72.6 %`. */
export function relativeText(baseline: number, candidate: number): string {
  return baseline === 0 ? ABSENT : `${signed(100 * (candidate / baseline - 1), 1)} %`;
}

/** Those of the format itself; all others are of a set of operators. */
const VERSIONS: Readonly<Record<string, string>> = {
  IR: 'IR version',
  specification: 'Specification',
  opset: 'Opset',
};

/** The kinds whose number changed most come first. */
function operatorRows({ operators, operatorCounts }: GraphDifferences): readonly DifferenceRow[] {
  if (operators.length === 0) return [];
  const changed = operators
    .map(({ name, baseline, candidate }) => ({ name, baseline: baseline ?? 0, candidate: candidate ?? 0 }))
    .toSorted((one, other) => distance(other) - distance(one));
  const more = changed.length - MOST_OPERATORS;
  return [
    countRow('Operators', operatorCounts),
    ...changed
      .slice(0, MOST_OPERATORS)
      .map((operator) => ({ ...countRow(readable(operator.name, 60), operator), isPart: true })),
    ...(more > 0 ? [moreRow(count(more, 'more kind', 'more kinds'))] : []),
  ];
}

function distance({ baseline, candidate }: Differing<number>): number {
  return Math.abs(candidate - baseline);
}

function portRows(role: 'Input' | 'Output', ports: readonly NamedDifference<GraphPort>[]): readonly DifferenceRow[] {
  const more = ports.length - MOST_PORTS;
  return [
    ...ports
      .slice(0, MOST_PORTS)
      .map(({ name, baseline, candidate }) =>
        row(`${role} ${readable(name, 60)}`, portText(baseline), portText(candidate)),
      ),
    ...(more > 0 ? [moreRow(count(more, `more ${role.toLowerCase()}`))] : []),
  ];
}

function countRow(label: string, { baseline, candidate }: Differing<number>): DifferenceRow {
  return row(label, whole(baseline), whole(candidate), signed(candidate - baseline, 0));
}

function row(label: string, baseline: string, candidate: string, change = ''): DifferenceRow {
  return { label, baseline, candidate, change, isPart: false };
}

function moreRow(label: string): DifferenceRow {
  return { ...row(label, '', ''), isPart: true };
}

/** `1,104,384 (97 %), 4.42 MB`. */
function weightsText(stored: StoredWeights | null, all: Parameters): string {
  if (stored === null) return ABSENT;
  const share = all.elements === 0 ? '' : ` (${percentText(stored.elements / all.elements)})`;
  return `${whole(stored.elements)}${share}, ${byteSize(stored.bytes)}`;
}

function portText(port: GraphPort | null): string {
  if (port === null) return ABSENT;
  const shape = port.shape === null ? '' : `[${port.shape.map((size) => readable(String(size), 30)).join(', ')}]`;
  return readable(`${port.type} ${shape}`, 120) || 'of unknown shape';
}

function textOf(text: string | null): string {
  return text === null ? ABSENT : readable(text, 100);
}
