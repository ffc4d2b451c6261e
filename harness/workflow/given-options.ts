/** What a run keeps of its request, and what its reports call the files that judge it. */
import type { GivenOptions, JudgedBy } from '#harness/domain/given-options.ts';
import type { Waiver } from '#harness/domain/waiver.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import type { Caller } from './caller.ts';
import type { ResumeRequest, RunRequest } from './request.ts';

/** What commands must say to ask for the same again. */
export function givenOptions(request: RunRequest, { typed = {} }: Pick<Caller, 'typed'>): GivenOptions {
  const { devices, dataset, prompt, blocks, earlyStop, stopOnRegression, lab = {} } = request;
  return present({
    devices,
    dataset,
    prompt,
    blocks,
    // A command line has it always, and true is what holds by itself.
    earlyStop: earlyStop === false ? earlyStop : undefined,
    stopOnRegression,
    policy: request.policy === undefined ? undefined : (typed.policy ?? request.policy),
    config: typed.config,
    devicesFile: typed.devicesFile ?? lab.devicesFile,
    virtualPhones: typed.virtualPhones ?? lab.virtualPhonesFile,
    datasetsDir: typed.datasetsDir ?? request.datasetsDir,
  });
}

/** How commands name what a request judges by. */
export function judgedBy(
  request: Pick<ResumeRequest, 'policy' | 'waivers'>,
  { typed = {} }: Pick<Caller, 'typed'>,
): JudgedBy {
  return present({
    policy: request.policy === undefined ? undefined : (typed.policy ?? request.policy),
    config: typed.config,
    waivers: request.waivers === undefined ? undefined : (typed.waivers ?? request.waivers),
  });
}

/** What reports say of the file of waivers; nothing where there was none. */
export function waiversUsed({ waivers }: JudgedBy, entries: readonly Waiver[]): Pick<ReportInput, 'waivers'> {
  return waivers === undefined ? {} : { waivers: { file: waivers, entries: entries.length } };
}

type Present<Fields> = { readonly [Field in keyof Fields]?: Exclude<Fields[Field], undefined> };

/** Without fields that have no value. */
function present<Fields extends object>(fields: Fields): Present<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<Fields>;
}
