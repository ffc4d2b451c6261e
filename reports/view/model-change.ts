import type { Assessment } from '#harness/domain/assessment.ts';
import type { Differing, GraphChange, ModelChange } from '#harness/domain/model-change.ts';
import { firstOf, listed } from '#harness/text/lists.ts';
import { count, fixed, percentText, whole } from '#harness/text/numbers.ts';
import { byteSize } from '#harness/text/quantities.ts';
import { readable, sentence } from '#harness/text/sentences.ts';
import { differenceRows, relativeText, sizeRows } from './graph-differences.ts';
import type { GraphChangeView, ModelChangeView } from './model-change-view.ts';

const MOST_NAMED = 3;

/** What differs between the networks of the builds; null where nothing is compared. */
export function modelChangeView({ modelChange }: Assessment): ModelChangeView | null {
  if (modelChange === undefined) return null;
  if (modelChange.kind === 'unknown') return { sentence: unknownSentence(modelChange.of), graphs: [] };
  const { graphs } = modelChange;
  return {
    sentence: [changedSentence(graphs), ...parametersSentence(modelChange)].join(' '),
    graphs: graphs.filter(({ kind }) => kind !== 'same').map(graphView),
  };
}

function unknownSentence(of: Extract<ModelChange, { kind: 'unknown' }>['of']): string {
  const builds = of === 'both' ? 'both builds were' : `the ${of} was`;
  return `Unknown: ${builds} measured by a version that did not read model graphs.`;
}

function changedSentence(graphs: readonly GraphChange[]): string {
  if (graphs.length === 0) return 'Neither build has an ONNX or Core ML graph.';
  const differing = graphs.filter(({ kind }) => kind !== 'same');
  if (differing.length === 0) {
    return graphs.length === 1 ? 'The model graph is the same.' : `All ${graphs.length} model graphs are the same.`;
  }
  const same = graphs.filter(({ kind }) => kind === 'same').map(({ name }) => shownName(name));
  const names = same.length > MOST_NAMED ? count(same.length, 'other') : listed(same);
  const rest = same.length === 0 ? '' : `; ${names} ${same.length === 1 ? 'is' : 'are'} the same`;
  const differ = differing.length === 1 ? 'differs' : 'differ';
  return `${differing.length} of ${count(graphs.length, 'model graph')} ${differ}${rest}.`;
}

function parametersSentence({ graphs, parameters }: Extract<ModelChange, { kind: 'known' }>): readonly string[] {
  if (graphs.every(({ kind }) => kind === 'same')) return [];
  if (parameters === null) return ['How many parameters there are is unknown: a graph could not be read.'];
  const { baseline, candidate } = parameters;
  const more = candidate.elements - baseline.elements;
  const elements =
    more === 0
      ? `${whole(candidate.elements)} parameters in both`
      : `${whole(candidate.elements)} parameters, ${whole(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} than in the baseline`;
  const bytes =
    baseline.bytes === candidate.bytes
      ? `stored in ${byteSize(candidate.bytes)}`
      : `stored in ${byteSize(candidate.bytes)} (${relativeText(baseline.bytes, candidate.bytes)}; ${byteSize(baseline.bytes)} in the baseline)`;
  return [`${elements}; ${bytes}.`];
}

function graphView(change: GraphChange): GraphChangeView {
  const before = change.baselineName === undefined ? '' : ` (in the baseline ${shownName(change.baselineName)})`;
  return { name: `${shownName(change.name)}${before}`, ...contentOf(change) };
}

function contentOf(change: GraphChange): Omit<GraphChangeView, 'name'> {
  switch (change.kind) {
    case 'same':
      return { sentence: 'The same.', rows: [] };
    case 'added':
      return { sentence: `Only the candidate has it, with ${byteSize(change.bytes)}.`, rows: [] };
    case 'removed':
      return { sentence: `Only the baseline has it, with ${byteSize(change.bytes)}.`, rows: [] };
    case 'unknown':
      return { sentence: unreadSentence(change.reasons), rows: sizeRows(change.bytes) };
    case 'changed': {
      const rows = differenceRows(change);
      const isSameGraph = rows.every(({ label }) => label === 'Size');
      const missing = missingSentences(change.missing);
      if (missing.length > 0) return { sentence: missing.join(' '), rows };
      return { sentence: isSameGraph ? 'The same graph with other values in its weights.' : '', rows };
    }
  }
}

/** Their bytes are in no size, and their values were never seen. */
function missingSentences({ baseline, candidate }: Differing<readonly string[]>): readonly string[] {
  return [
    ...(candidate.length === 0 ? [] : [`Missing in the candidate: ${firstNames(candidate)}.`]),
    ...(baseline.length === 0 ? [] : [`Missing in the baseline: ${firstNames(baseline)}.`]),
  ];
}

function firstNames(names: readonly string[]): string {
  return firstOf(names.map(shownName), MOST_NAMED);
}

function unreadSentence({ baseline, candidate }: Differing<string | null>): string {
  if (baseline === candidate && baseline !== null) {
    return sentence(`Its files differ; neither build's could be read: ${readable(baseline)}`);
  }
  const reasons = [
    ...(candidate === null ? [] : [`the candidate's could not be read: ${readable(candidate)}`]),
    ...(baseline === null ? [] : [`the baseline's could not be read: ${readable(baseline)}`]),
  ];
  return sentence(`Its files differ; ${reasons.join('; ')}`);
}

function shownName(name: string): string {
  return readable(name, 100);
}

/** A smaller loss is a matter of how an exporter folds constants. */
const LEAST_LOSS = 0.01;

/** What the candidate's model has lost, where no comparison shows a change; null where either is not so. */
export function unmeasuredLoss({ modelChange, comparisons }: Assessment): string | null {
  if (modelChange?.kind !== 'known' || modelChange.parameters === null) return null;
  // That its files are smaller is not a change of what it does.
  const measured = comparisons.filter(({ metric }) => metric !== 'modelSize');
  const isStill = measured.every(({ verdict: { kind } }) => kind === 'noRegression' || kind === 'inconclusive');
  if (measured.length === 0 || !isStill) return null;
  const { baseline, candidate } = modelChange.parameters;
  if (baseline.elements === 0 || candidate.elements === 0) return null;
  const [before, now] = [(8 * baseline.bytes) / baseline.elements, (8 * candidate.bytes) / candidate.elements];
  const lost = [
    ...(candidate.elements < baseline.elements * (1 - LEAST_LOSS)
      ? [`has ${percentText(1 - candidate.elements / baseline.elements)} fewer parameters than the baseline's`]
      : []),
    ...(now < before * (1 - LEAST_LOSS)
      ? [`stores a parameter in ${fixed(now, 1)} bits on average, the baseline's in ${fixed(before, 1)}`]
      : []),
  ];
  if (lost.length === 0) return null;
  return `The candidate's model ${listed(lost)}, but no comparison except that of model size shows a change. The suite may not ask what depends on it.`;
}
