import { computeUnitsText } from '#harness/text/compute-units.ts';
import type { ComputeUnitsChange } from '#harness/domain/compute-units.ts';
import type { Artefact, Build } from '#harness/domain/build.ts';
import { ABSENT, count } from '#harness/text/numbers.ts';
import type { BuildDifference, BuildIdentityRow, BuildsView, BuildView, ModelFileView } from './report-view.ts';
import { capital, readable, shortHash } from '#harness/text/sentences.ts';
import { MOST_SETTING_CHANGES, settingChanges } from '#harness/explain/setting-changes.ts';
import { toolchainText } from '#harness/text/toolchain.ts';
import { byteSize } from '#harness/text/quantities.ts';

/** @param units what runs the graphs of both, as far as their apps report it */
export function buildsView(
  candidate: Build,
  baseline: Build | null,
  units: readonly ComputeUnitsChange[] = [],
): BuildsView {
  const builds = [buildView('Candidate', candidate), ...(baseline === null ? [] : [buildView('Baseline', baseline)])];
  const modelFiles = baseline === null ? [] : differences(baseline.models, candidate.models);
  const settings = baseline === null ? [] : settingChanges(candidate, baseline);
  const rest = settings.length - MOST_SETTING_CHANGES;
  return {
    builds,
    settings: settings.slice(0, MOST_SETTING_CHANGES),
    moreSettings: rest > 0 ? `${count(rest, 'more value differs', 'more values differ')}.` : '',
    differences:
      baseline === null ? [] : [...buildDifferences(candidate, baseline, modelFiles), ...units.map(unitsRow)],
    modelFiles,
    sentence: sentenceOf(candidate, baseline, modelFiles),
  };
}

/** More files than this are counted. */
const MOST_FILES = 6;

function buildDifferences(
  candidate: Build,
  baseline: Build,
  files: readonly ModelFileView[],
): readonly BuildDifference[] {
  const [now, before] = [candidate.identity, baseline.identity];
  const shown = files.slice(0, MOST_FILES);
  const rest = files.length - shown.length;
  const same = candidate.models.filter((file) => baseline.models.some((old) => isSameFile(old, file)));
  const versions = [versionText(baseline), versionText(candidate)];
  return [
    ...(now.kind === 'ios' && before.kind === 'ios' ? [executableRow(before.binaryUuid, now.binaryUuid)] : []),
    ...shown.map(({ state, name, baseline: old, candidate: file }) => ({
      state,
      what: name,
      detail: state === 'changed' ? `${sizeOf(old)} → ${sizeOf(file)}` : sizeOf(state === 'added' ? file : old),
      isHash: false,
    })),
    ...(rest > 0
      ? [
          {
            state: 'changed',
            what: count(rest, 'more model file', 'more model files'),
            detail: '',
            isHash: false,
          } as const,
        ]
      : []),
    ...(same.length > 0 ? [sameRow(same, files.length)] : []),
    {
      state: versions[0] === versions[1] ? 'same' : 'version',
      what: 'Version',
      detail: [...new Set(versions)].join(' → '),
      isHash: false,
    },
  ];
}

function unitsRow(change: ComputeUnitsChange): BuildDifference {
  const texts = [change.baseline, change.candidate].map(computeUnitsText);
  const [before, now] = texts;
  return {
    state: before === now ? 'same' : 'changed',
    what: `Compute units of ${readable(change.graph, 80)} on ${readable(change.deviceModel, 40)}`,
    detail: [...new Set(texts)].join(' → '),
    isHash: false,
  };
}

function executableRow(before: string, now: string): BuildDifference {
  const hashes = [...new Set([before, now].map(shortHash))].join(' → ');
  return { state: before === now ? 'same' : 'changed', what: 'Executable', detail: hashes, isHash: true };
}

function sameRow(same: readonly Artefact[], others: number): BuildDifference {
  const what = count(same.length, others > 0 ? 'other model file' : 'model file');
  return { state: 'same', what, detail: byteSize(same.reduce((sum, { bytes }) => sum + bytes, 0)), isHash: false };
}

function isSameFile(one: Artefact, other: Artefact): boolean {
  return one.name === other.name && one.sha256 === other.sha256;
}

/** A file is printed with its hash behind its size. */
function sizeOf(text: string): string {
  return text.replace(/ · .*$/, '');
}

function buildView(role: string, build: Build): BuildView {
  const toolchain = toolchainText(build.toolchain);
  return {
    role,
    label: readable(build.label, 80),
    version: versionText(build),
    identity: identityRows(build),
    artefactHash: shortHash(build.id),
    toolchain: toolchain === null ? null : readable(toolchain, 100),
    size: `${byteSize(build.bytes)}, models ${byteSize(build.models.reduce((sum, model) => sum + model.bytes, 0))} with configuration`,
  };
}

function versionText({ version, identity }: Build): string {
  const shown = readable(version, 40);
  return identity.kind === 'ios' ? `${shown} (${readable(identity.buildNumber, 40)})` : shown;
}

function identityRows({ identity }: Build): readonly BuildIdentityRow[] {
  if (identity.kind === 'host') {
    return [
      { term: 'Model', text: shortHash(identity.contentSha256), isHash: true },
      { term: 'Configuration', text: readable(identity.entry, 100), isHash: false },
    ];
  }
  return [
    { term: 'Executable', text: shortHash(identity.binaryUuid), isHash: true },
    { term: 'Bundle', text: readable(identity.bundleId, 100), isHash: false },
  ];
}

function differences(before: readonly Artefact[], after: readonly Artefact[]): readonly ModelFileView[] {
  const names = [...new Set([...before, ...after].map((artefact) => artefact.name))].sort();
  return names.flatMap((name) => {
    const old = before.find((artefact) => artefact.name === name);
    const now = after.find((artefact) => artefact.name === name);
    if (old?.sha256 === now?.sha256) return [];
    const state = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
    return [{ name: readable(name, 100), baseline: fileText(old), candidate: fileText(now), state } as const];
  });
}

function fileText(artefact: Artefact | undefined): string {
  return artefact === undefined ? ABSENT : `${byteSize(artefact.bytes)} · ${shortHash(artefact.sha256)}`;
}

function sentenceOf(candidate: Build, baseline: Build | null, files: readonly ModelFileView[]): string {
  if (baseline === null) return `${count(candidate.models.length, 'model file')} in the build.`;
  if (candidate.id === baseline.id) return 'Both builds are the same artefact.';
  const models =
    files.length === 0 ? 'no model file differs' : count(files.length, 'model file differs', 'model files differ');
  const executable = executableText(candidate, baseline);
  return executable === null ? `${capital(models)}.` : `${executable}; ${models}.`;
}

/** Null where the executable of the app is not run. */
function executableText({ identity: now }: Build, { identity: before }: Build): string | null {
  if (now.kind !== 'ios' || before.kind !== 'ios') return null;
  return now.binaryUuid === before.binaryUuid ? 'The executable is the same' : 'The executable differs';
}
