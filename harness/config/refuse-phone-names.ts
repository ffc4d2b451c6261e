import { type ConfigSource, configInvalid } from '#harness/domain/config-file.ts';
import { fieldPath } from '#harness/domain/field-path.ts';
import type { Config, PolicySettings } from './config.ts';

/** `iPhone 16 Pro`: begins as an identifier does, and is none. What other machines are called is not known here. */
const FOR_PEOPLE = /^i(?:phone|pad)(?!\d+,\d+$)/i;

/** A model is found by its hardware identifier: under the name that people use, a rule or an expectation would apply to no phone. */
export function refusePhoneNames({ policies = {}, release = {} }: Config, file: ConfigSource): void {
  for (const [id, policy] of Object.entries(policies)) refusePhoneNamesIn(policy, file, ['policies', id]);
  for (const [index, { deviceModel }] of (release.expected ?? []).entries())
    refuse(deviceModel, file, ['release', 'expected', index, 'deviceModel']);
}

/** The same of one policy, which is at `path` of its file. */
export function refusePhoneNamesIn(
  { metrics = {} }: Pick<PolicySettings, 'metrics'>,
  file: ConfigSource,
  path: readonly PropertyKey[] = [],
): void {
  for (const [metric, { onDeviceModel = {} }] of Object.entries(metrics))
    for (const model of Object.keys(onDeviceModel)) refuse(model, file, [...path, 'metrics', metric, 'onDeviceModel']);
}

function refuse(model: string, file: ConfigSource, path: readonly PropertyKey[]): void {
  if (!FOR_PEOPLE.test(model)) return;
  const what = `names "${model}", but a model is named by its identifier, such as iPhone17,1; \`fastvlm-bench devices\` prints it`;
  throw configInvalid(file, fieldPath(path), what);
}
