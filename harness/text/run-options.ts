/** What a stored run was asked for, as options of the commands that ask for it again. */
import { DEFAULT_POLICY, isShipped, type Policy } from '#harness/domain/decision.ts';
import type { GivenOptions, JudgedBy } from '#harness/domain/given-options.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import { readable } from './sentences.ts';
import { optionText } from './shell-word.ts';

type Planned = Pick<RunHeader, 'suite' | 'devices' | 'policy' | 'stopOnRegression' | 'options'>;

/** When a run may end before its plan does. */
export type Ends = Pick<GivenOptions, 'earlyStop' | 'stopOnRegression'>;

/**
 * For `run`, after the builds: asks for what the run was asked for, judged by a policy. Begins with a space, or is empty.
 *
 * @param ends in place of what the run was asked for
 */
export function runOptions(run: Planned, policy: Policy, by: JudgedBy = {}, ends: Ends = {}): string {
  const { earlyStop, stopOnRegression } = { ...given(run), ...ends };
  // What a policy does by itself, another one may not do.
  const endsByItself = stopOnRegression ?? (policy.id === run.policy ? undefined : run.stopOnRegression);
  return [
    measured(run),
    earlyStop === false ? ' --no-early-stop' : '',
    endsByItself === undefined ? '' : endsByItself ? ' --stop-on-regression' : ' --no-stop-on-regression',
    option('--policy', nameOf(run, policy, by)),
    option('--waivers', by.waivers),
    places(run, by),
  ].join('');
}

/** The same for `plan`, which judges nothing and is asked how many blocks it takes. */
export function planOptions(run: Planned, policy: Policy, by: JudgedBy = {}): string {
  const { blocks: _limit, ...rest } = given(run);
  return measured({ ...run, options: rest }) + option('--policy', nameOf(run, policy, by)) + places(run, by);
}

/** For `run --resume`: the policy that judges, which is not the one that the run keeps. */
export function policyOptions({ id }: Policy, { policy = id, config }: JudgedBy = {}): string {
  return option('--policy', policy) + option('--config', config);
}

/** What a reader of a command needs to know of a policy that has no file there; empty for most. */
export function policyRemark(run: Planned, policy: Policy, by: JudgedBy = {}): string {
  if (isShipped(policy) || nameOf(run, policy, by) !== policy.id) return '';
  if (configOf(run, by) !== undefined) return '';
  return `The policy ${readable(policy.id, 60)} comes from a configuration or a file: run the command where a configuration has it, or name its file with --policy.`;
}

/** A run of a harness that kept no options was at least measured on these phones, with so many blocks. */
function given({ options, devices, suite }: Planned): GivenOptions {
  if (options !== undefined) return options;
  const blocks = Math.max(0, ...suite.passes.map(({ protocol }) => protocol.blocks));
  return { devices: devices.map(({ id }) => id), ...(blocks === 0 ? {} : { blocks }) };
}

function measured(run: Planned): string {
  const { devices = [], dataset, prompt, blocks } = given(run);
  return [
    ...devices.map((id) => option('--device', id)),
    option('--dataset', dataset),
    option('--prompt', prompt),
    option('--blocks', blocks === undefined ? undefined : String(blocks)),
  ].join('');
}

function nameOf(run: Planned, { id }: Policy, by: JudgedBy): string | undefined {
  const own = id === run.policy ? run.options?.policy : undefined;
  return by.policy ?? own ?? (id === DEFAULT_POLICY ? undefined : id);
}

function configOf({ options }: Planned, { config }: JudgedBy): string | undefined {
  return config ?? options?.config;
}

function places(run: Planned, by: JudgedBy): string {
  const { devicesFile, virtualPhones, datasetsDir } = given(run);
  return [
    option('--config', configOf(run, by)),
    option('--devices-file', devicesFile),
    option('--virtual-phones', virtualPhones),
    option('--datasets-dir', datasetsDir),
  ].join('');
}

/** No prompt and no path is longer; a run that somebody altered must not flood a page. */
const LONGEST = 2000;

function option(name: string, value: string | undefined): string {
  return optionText(name, value === undefined || value.length <= LONGEST ? value : readable(value, LONGEST));
}
