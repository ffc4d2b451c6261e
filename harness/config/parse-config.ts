import { z } from 'zod';
import {
  type ConfigSource,
  configChoice,
  configFlag,
  configInvalid,
  configPort,
  configSection,
  configText,
  parseConfig,
} from '#harness/domain/config-file.ts';
import { type RunPolicy, SHIPPED_POLICY_IDS } from '#harness/domain/decision.ts';
import { fieldPath } from '#harness/domain/field-path.ts';
import { metricRulesSchema } from '#harness/domain/metric-rule.ts';
import { type Suite, suiteSchema } from '#harness/domain/suite.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import type { Config, PolicyFile, PolicySettings } from './config.ts';
import { publishSchema } from './publish-schema.ts';
import { refusePhoneNames, refusePhoneNamesIn } from './refuse-phone-names.ts';
import { releasePlanSchema } from './release-plan-schema.ts';
import { unknownPart } from './unknown-part.ts';

const REMEDY = 'Correct the file; docs/configuration.md lists every field.';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const NAME_WORDS = 'must be named with up to 64 letters, digits, dots, dashes and underscores';
const WHOLE = 'must be a whole number of 1 or more';

const whole = z.int(WHOLE).min(1, WHOLE);
const listOfTexts = z.array(configText, 'must be a list').min(1, 'must name something');
/** Replaces what zod says about a wrong name. */
const named = <Value extends z.ZodType>(value: Value): z.ZodRecord<z.ZodString, Value> =>
  z.record(z.string().regex(NAME), value, {
    error: (issue) => (issue.code === 'invalid_key' ? NAME_WORDS : 'must be an object'),
  });

const policySettings = {
  basedOn: configChoice(SHIPPED_POLICY_IDS).exactOptional(),
  inconclusive: configChoice(['block', 'warn']).exactOptional(),
  virtual: configChoice(['accept', 'refuse']).exactOptional(),
  confirm: configChoice(['none', 'secondSession']).exactOptional(),
  endsWhenSure: configFlag.exactOptional(),
  mostToPass: z.union([whole, z.null()], WHOLE).exactOptional(),
  metrics: metricRulesSchema.exactOptional(),
};
const policySchema: z.ZodType<PolicySettings> = configSection(policySettings);
const policyFileSchema: z.ZodType<PolicyFile> = configSection({
  id: z.string('must be a text').regex(NAME, NAME_WORDS),
  ...policySettings,
});

const configSchema: z.ZodType<Config> = configSection({
  suite: configText.exactOptional(),
  baseline: configText.exactOptional(),
  devices: listOfTexts.exactOptional(),
  dataset: configText.exactOptional(),
  prompt: configText.exactOptional(),
  blocks: whole.exactOptional(),
  policy: configText.exactOptional(),
  waivers: configText.exactOptional(),
  store: configText.exactOptional(),
  datasetsDir: configText.exactOptional(),
  devicesFile: configText.exactOptional(),
  virtualPhones: configText.exactOptional(),
  appiumPort: configPort.exactOptional(),
  deviceGroups: named(listOfTexts).exactOptional(),
  policies: named(policySchema).exactOptional(),
  publish: publishSchema.exactOptional(),
  release: releasePlanSchema.exactOptional(),
  suites: z.array(suiteSchema, 'must be a list').exactOptional(),
});

/** Where a value was read from. */
type Origin = Pick<ConfigSource, 'file' | 'text'>;

/**
 * The only way in for what a configuration file came to. Throws CONFIG_INVALID that names the file and the field, and the
 * field that was probably meant.
 *
 * @param shipped suites whose names are taken
 * @param origin shows errors their line
 */
export function parseConfigValue(
  json: unknown,
  source: string,
  shipped: readonly Suite[],
  origin: Origin = {},
): Config {
  const file = { source, remedy: REMEDY, ...origin };
  const config = parseConfig(configSchema, json, file);
  for (const name of Object.keys(config.policies ?? {})) {
    if (Object.hasOwn(POLICIES, name))
      throw configInvalid(
        file,
        `policies.${name}`,
        'has a name that is taken; choose another, and name this one in basedOn',
      );
  }
  // A part of a suite that is not known would not be measured.
  const unknown = unknownPart(json, config);
  if (unknown !== null) throw configInvalid(file, fieldPath(unknown), 'is an unknown field');
  refuseTakenSuites(config.suites ?? [], shipped, file);
  refuseEmptySuites(config.suites ?? [], file);
  refusePhoneNames(config, file);
  return config;
}

function refuseTakenSuites(own: readonly Suite[], shipped: readonly Suite[], file: ConfigSource): void {
  const taken = new Set(shipped.map(({ id }) => id));
  for (const [index, { id }] of own.entries()) {
    if (!NAME.test(id)) throw configInvalid(file, `suites[${index}].id`, NAME_WORDS);
    if (taken.has(id)) throw configInvalid(file, `suites[${index}].id`, `is "${id}", which another suite is called`);
    taken.add(id);
  }
}

/** A suite that measures nothing would end as a failure of the lab, and a margin of no size would fail every build. */
function refuseEmptySuites(own: readonly Suite[], file: ConfigSource): void {
  for (const [index, { passes, margins }] of own.entries()) {
    const place = `suites[${index}]`;
    if (passes.length === 0) throw configInvalid(file, `${place}.passes`, 'must name something');
    const empty = passes.findIndex(({ metrics }) => metrics.length === 0);
    if (empty >= 0) throw configInvalid(file, `${place}.passes[${empty}].metrics`, 'must name something');
    const sizeless = margins.findIndex(({ percent, absolute }) => percent === null && absolute === null);
    if (sizeless >= 0) throw configInvalid(file, `${place}.margins[${sizeless}]`, 'must have percent or absolute');
  }
}

/** The policies of a configuration. */
export function policiesOf({ policies = {} }: Config): readonly RunPolicy[] {
  return Object.entries(policies).map(([id, settings]) => policyFrom({ id, ...settings }));
}

/** The only way in for a policy in a file of its own. Throws CONFIG_INVALID. */
export function parsePolicyFile(json: unknown, source: string, origin: Origin = {}): RunPolicy {
  const file = { source, remedy: REMEDY, ...origin };
  const policy = parseConfig(policyFileSchema, json, file);
  if (Object.hasOwn(POLICIES, policy.id)) throw configInvalid(file, 'id', `is "${policy.id}", a name that is taken`);
  refusePhoneNamesIn(policy, file);
  return policyFrom(policy);
}

function policyFrom({ basedOn = 'release', ...settings }: PolicyFile): RunPolicy {
  return { ...POLICIES[basedOn], ...settings };
}
