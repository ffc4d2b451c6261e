import { relative } from 'node:path';
import { EXCLUSION_RULES, type ExclusionRule } from '#harness/domain/exclusion.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import { JUDGING_RULES } from '#harness/domain/verdict-record.ts';
import { provenanceMark } from '#harness/text/names.ts';
import { count } from '#harness/text/numbers.ts';
import { printable } from '#harness/text/sentences.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { Bundled } from '#harness/workflow/bundle/bundle-run.ts';
import { settingsText } from '#harness/workflow/judge/verdict-differences.ts';
import type { BundleVerification } from '#harness/workflow/bundle/verify-bundle.ts';
import { differencesTable, scopeText } from './verification-text.ts';

/** What was written, and the command that verifies it. */
export function bundledText({ file, address, record, launches, keyId }: Bundled, cwd: string): string {
  const near = relative(cwd, file);
  const shown = near.startsWith('..') ? file : near;
  return printable(
    `${record.runId}: ${record.decision} under ${record.policy.id}, with ${count(launches, 'launch', 'launches')}\n` +
      `Bundle: ${shown}\n` +
      `Address: ${address}\n` +
      `${keyId === null ? 'It is not signed.' : `Signed with key ${keyId}.`}\n` +
      `Verify it with: fastvlm-bench verify ${shellWord(shown)} --address ${address}\n`,
  );
}

/** A bundle beside what its launches give. */
export function bundleVerificationText(
  { bundle, recomputed, differingParts, signature, otherPolicy, refusal }: BundleVerification,
  { version, isKeyNamed }: { readonly version: string; readonly isKeyNamed: boolean },
): string {
  const { record, runs, exclusions } = bundle;
  const { differences, isByOtherRules } = recomputed;
  const scope = scopeText(
    record,
    runs.map(({ run }) => run),
  );
  const mark = provenanceMark(provenanceOf(runs[0]?.run.devices ?? []));
  const tally = Map.groupBy(exclusions, ({ rule }) => rule);
  const policy = 'inconclusive' in record.policy ? settingsText(record.policy) : record.policy.id;
  const lines = [
    `${record.runId}${mark === null ? '' : ` (${mark})`}, judged ${record.judgedAt} by ${record.harness}: ${record.decision}`,
    `Policy: ${policy}; ${count(record.waivers.length, 'waiver')}; ${count(record.calibrations.length, 'calibration')}`,
    ...(otherPolicy === null ? [] : [`The policy of that name is another one here: ${settingsText(otherPolicy)}`]),
    `Address: ${bundle.address}`,
    signatureLine(signature, isKeyNamed),
    `${scope}: ${differences.length === 0 ? 'all as recorded' : count(differences.length, 'difference')}`,
    ...[...tally].map(([rule, own]) => `Not compared: ${count(own.length, 'launch', 'launches')}: ${ruleText(rule)}`),
    ...(bundle.harness === version
      ? []
      : [`Version ${bundle.harness} wrote it: this version does not compare its exclusions and reports.`]),
    ...(differingParts.length === 0 ? [] : [`Other than its launches give: ${differingParts.join(', ')}`]),
    ...(differences.length > 0 && isByOtherRules
      ? [
          `Judged by rules ${record.rules} of version ${record.harness}, computed again by rules ${JUDGING_RULES} of version ${version}: the difference proves nothing.`,
        ]
      : []),
    ...(refusal === null ? [] : [`Refused: ${refusal}.`]),
  ];
  return printable(`${lines.join('\n')}\n${differences.length === 0 ? '' : differencesTable(differences)}`);
}

function ruleText(rule: ExclusionRule): string {
  return EXCLUSION_RULES[rule];
}

function signatureLine(signature: BundleVerification['signature'], isKeyNamed: boolean): string {
  if (signature === null) {
    return 'It is not signed: anyone who can change the file can also write another one, so compare its address.';
  }
  if (!signature.isValid) return `Its signature with key ${signature.keyId} is wrong.`;
  return isKeyNamed
    ? `Signed with key ${signature.keyId}.`
    : `Signed with key ${signature.keyId}; name the public key with --key to see whose that is.`;
}
