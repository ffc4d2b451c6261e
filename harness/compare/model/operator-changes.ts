import type { Differing } from '#harness/domain/model-change.ts';
import type { GraphTimesChange, OperatorChange, OperatorChanges } from '#harness/domain/operator-change.ts';
import type { GraphTimes, LaunchOperators, OperatorTime, OperatorTimes } from '#harness/domain/operator-times.ts';
import type { Run } from '#harness/domain/run.ts';
import { paired } from './paired-graphs.ts';

/** What the operators of both builds of a run took, as far as it is known of both. */
export function operatorChanges({ operatorTimes = [] }: Pick<Run, 'operatorTimes'>): readonly OperatorChanges[] {
  return operatorTimes.map(changesIn);
}

function changesIn({ baseline, candidate, ...place }: OperatorTimes): OperatorChanges {
  const [before, after] = [graphsOf(baseline), graphsOf(candidate)];
  const unknown = [...reasonsOf('baseline', baseline), ...reasonsOf('candidate', candidate)];
  if (baseline.kind === 'missing' || candidate.kind === 'missing') return { ...place, graphs: [], unknown };
  const partners = paired(before, after);
  const taken = new Set(partners.values());
  const pairs: readonly Differing<GraphTimes | null>[] = [
    ...after.map((graph) => ({ baseline: partners.get(graph) ?? null, candidate: graph })),
    ...before.filter((graph) => !taken.has(graph)).map((graph) => ({ baseline: graph, candidate: null })),
  ];
  const graphs = pairs.flatMap((pair) => graphChange(pair) ?? []);
  return { ...place, graphs: graphs.toSorted((one, other) => costOf(other) - costOf(one)), unknown };
}

function graphsOf(operators: LaunchOperators): readonly GraphTimes[] {
  return operators.kind === 'taken' ? operators.graphs : [];
}

function reasonsOf(arm: keyof Differing<unknown>, operators: LaunchOperators): readonly string[] {
  if (operators.kind === 'missing') return [`Not known of the ${arm}: ${operators.reason}.`];
  return operators.graphs.flatMap((graph) =>
    graph.kind === 'unread' ? [`Not known of ${graph.name} of the ${arm}: ${graph.reason}.`] : [],
  );
}

/** Null where one of the builds has the graph, and what it took is not known. */
function graphChange({ baseline, candidate }: Differing<GraphTimes | null>): GraphTimesChange | null {
  if (baseline?.kind === 'unread' || candidate?.kind === 'unread') return null;
  const name = candidate?.name ?? baseline?.name ?? '';
  const [before, after] = [byOperator(baseline?.operators ?? []), byOperator(candidate?.operators ?? [])];
  const operators = [...new Set([...before.keys(), ...after.keys()])]
    .map((operator): OperatorChange => {
      return { operator, baseline: before.get(operator) ?? null, candidate: after.get(operator) ?? null };
    })
    .toSorted((one, other) => Math.abs(differenceOf(other)) - Math.abs(differenceOf(one)));
  return {
    name,
    ...(baseline === null || baseline.name === name ? {} : { baselineName: baseline.name }),
    totalNs: { baseline: totalOf(baseline), candidate: totalOf(candidate) },
    operators,
  };
}

function byOperator(operators: readonly OperatorTime[]): ReadonlyMap<string, Omit<OperatorTime, 'operator'>> {
  return new Map(operators.map(({ operator, ...sums }) => [operator, sums]));
}

function differenceOf({ baseline, candidate }: OperatorChange): number {
  return (candidate?.totalNs ?? 0) - (baseline?.totalNs ?? 0);
}

function totalOf(graph: Extract<GraphTimes, { kind: 'read' }> | null): number | null {
  return graph === null ? null : graph.operators.reduce((sum, { totalNs }) => sum + totalNs, 0);
}

function costOf({ totalNs }: GraphTimesChange): number {
  return Math.abs((totalNs.candidate ?? 0) - (totalNs.baseline ?? 0));
}
