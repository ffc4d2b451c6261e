import { type Build, entitlementsOf } from '#harness/domain/build.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { largestShift } from '#harness/domain/compute-units.ts';
import type { Device } from '#harness/domain/device.ts';
import { otherEntitlements } from '#harness/domain/entitlements.ts';
import type { GraphChange } from '#harness/domain/model-change.ts';
import { computeUnitsText } from '#harness/text/compute-units.ts';
import { listed } from '#harness/text/lists.ts';
import { ABSENT, fixed, percentText, whole } from '#harness/text/numbers.ts';
import { byteSize } from '#harness/text/quantities.ts';
import { changedFiles } from './changed-files.ts';
import type { Concern, Difference } from './difference.ts';
import { bitsOfParameter } from './model-sizes.ts';
import { settingChanges } from './setting-changes.ts';

/** Which part of a vision language model a graph is, by the names that exporters give them. */
const VISION = /vision|visual|image|(?<!de)encoder|fastvit|clip/i;
const LANGUAGE = /decoder|language|llm|embed|lm_head|qwen|llama/i;
const PREPROCESSING_FILE = /processor/i;
/** Settings of one file that are named. */
const MOST_SETTINGS = 4;
const LANGUAGE_FILE = /token|vocab|merges|generation/i;

/** Everything that differs between the builds of an assessment, and the systems of a stored baseline; empty without a baseline. */
export function differences(assessment: Assessment, baselineDevices: readonly Device[] | null): readonly Difference[] {
  const { baseline, candidate, modelChange } = assessment;
  if (baseline === null) return [];
  const graphs = modelChange?.kind === 'known' ? modelChange.graphs.filter(({ kind }) => kind !== 'same') : [];
  const ofGraphs = new Set(
    [...(baseline.build.graphs ?? []), ...(candidate.graphs ?? [])].flatMap(({ files }) => files),
  );
  const files = changedFiles(assessment).filter(({ name }) => !ofGraphs.has(name));
  return [
    ...graphs.map((graph): Difference => ({
      kind: 'graph',
      name: graph.name,
      what: graphTexts(graph),
      concern: concernOf(graph.name),
    })),
    ...movedUnits(assessment),
    ...files.map(({ name, baseline: before, candidate: now }): Difference => ({
      kind: 'file',
      name,
      what:
        before === null
          ? ['only the candidate has it']
          : now === null
            ? ['only the baseline has it']
            : settingTexts(name, baseline.build, candidate),
      concern: PREPROCESSING_FILE.test(name) ? 'preprocessing' : LANGUAGE_FILE.test(name) ? 'language' : 'anything',
    })),
    ...ofApp(assessment),
    ...systems(assessment, baselineDevices),
  ];
}

/** What a file sets otherwise, where the builds keep its text. */
function settingTexts(name: string, before: Build, now: Build): readonly string[] {
  const own = (build: Build): Build => ({
    ...build,
    settings: build.settings?.filter((file) => file.name === name),
  });
  const changes = settingChanges(own(now), own(before));
  const texts = changes
    .slice(0, MOST_SETTINGS)
    .map(({ path, before: was, after: is }) => `${path} ${was || ABSENT} → ${is || ABSENT}`);
  const rest = changes.length - texts.length;
  return texts.length === 0 ? ['its content'] : [...texts, ...(rest > 0 ? [`and ${whole(rest)} more`] : [])];
}

/** Less is how a compiler plans one time or another. */
const LEAST_SHIFT = 0.01;

function movedUnits({ computeUnits = [] }: Assessment): readonly Difference[] {
  return computeUnits
    .filter((change) => (largestShift(change) ?? 0) >= LEAST_SHIFT)
    .map(({ deviceModel, graph, baseline, candidate }) => ({
      kind: 'computeUnits',
      name: graph,
      what: [`runs elsewhere on ${deviceModel}: ${computeUnitsText(baseline)} → ${computeUnitsText(candidate)}`],
      concern: concernOf(graph),
    }));
}

function concernOf(name: string): Concern {
  if (LANGUAGE.test(name)) return 'language';
  return VISION.test(name) ? 'vision' : 'anything';
}

function graphTexts(graph: GraphChange): readonly string[] {
  switch (graph.kind) {
    case 'same':
      return [];
    case 'added':
      return ['only the candidate has it'];
    case 'removed':
      return ['only the baseline has it'];
    case 'unknown':
      return ['its bytes; it could not be read'];
    case 'changed': {
      const { operatorCounts, operators, parameters, inputs, outputs } = graph;
      const [before, now] = [parameters.baseline, parameters.candidate];
      const isCounted = before.elements > 0 && now.elements > 0;
      const share = isCounted ? now.elements / before.elements - 1 : 0;
      const [bitsBefore, bitsNow] = isCounted ? [bitsOfParameter(before), bitsOfParameter(now)] : [0, 0];
      const shapes = [...inputs, ...outputs].map(({ name, baseline, candidate }) => {
        const text = (port: typeof baseline): string => port?.shape?.join('×') ?? ABSENT;
        return `${name} ${text(baseline)} → ${text(candidate)}`;
      });
      const texts = [
        ...shapes.slice(0, 2),
        ...(Math.abs(share) >= 0.001
          ? [`${percentText(Math.abs(share))} ${share > 0 ? 'more' : 'fewer'} parameters`]
          : []),
        ...(Math.abs(bitsNow - bitsBefore) >= 0.05
          ? [`${fixed(bitsBefore, 1)} → ${fixed(bitsNow, 1)} bits a parameter`]
          : []),
        ...(operators.length > 0
          ? [`operators ${whole(operatorCounts.baseline)} → ${whole(operatorCounts.candidate)}`]
          : []),
        ...(graph.bytes.baseline === graph.bytes.candidate
          ? []
          : [`${byteSize(graph.bytes.baseline)} → ${byteSize(graph.bytes.candidate)}`]),
      ];
      return texts.length > 0 ? texts : ['the values of its weights'];
    }
  }
}

function ofApp({ baseline, candidate }: Assessment): readonly Difference[] {
  if (baseline === null) return [];
  const before = baseline.build;
  const [was, is] = [before.identity, candidate.identity];
  const isOtherCode = was.kind === 'ios' && is.kind === 'ios' && was.binaryUuid !== is.binaryUuid;
  const rights = otherEntitlements(entitlementsOf(before), entitlementsOf(candidate)) ?? [];
  const tools = [
    ...(before.toolchain?.xcode === candidate.toolchain?.xcode
      ? []
      : [`Xcode ${before.toolchain?.xcode ?? ABSENT} → ${candidate.toolchain?.xcode ?? ABSENT}`]),
    ...(before.toolchain?.sdk === candidate.toolchain?.sdk
      ? []
      : [`SDK ${before.toolchain?.sdk ?? ABSENT} → ${candidate.toolchain?.sdk ?? ABSENT}`]),
  ];
  return [
    ...(isOtherCode
      ? [{ kind: 'executable', name: 'executable', what: ['its code'], concern: 'anything' } as const]
      : []),
    ...(rights.length > 0
      ? [{ kind: 'entitlements', name: 'entitlements', what: ['what the app may do'], concern: 'memory' } as const]
      : []),
    ...(tools.length > 0 ? [{ kind: 'toolchain', name: 'toolchain', what: tools, concern: 'anything' } as const] : []),
  ];
}

/** Builds that are measured side by side run on the same system. */
function systems({ baseline, devices }: Assessment, before: readonly Device[] | null): readonly Difference[] {
  if (baseline?.design !== 'stored' || before === null) return [];
  const versions = (of: readonly Device[]): string =>
    listed([...new Set(of.map(({ osVersion, osBuild }) => `${osVersion} (${osBuild})`))].toSorted());
  const ids = new Set(devices.map(({ id }) => id));
  const [was, is] = [versions(before.filter(({ id }) => ids.has(id))), versions(devices)];
  return was === '' || was === is
    ? []
    : [{ kind: 'system', name: 'operating system', what: [`${was} → ${is}`], concern: 'anything' }];
}
