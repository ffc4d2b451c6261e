/** Commands that name the places of a request: the folder of a run, its store and the files that list its phones. */
import { basename } from 'node:path';
import type { JudgedBy } from '#harness/domain/given-options.ts';
import { unfinishedCommand } from '#harness/text/commands.ts';
import { optionText } from '#harness/text/shell-word.ts';
import type { Caller } from './caller.ts';
import type { LabOptions } from './host.ts';
import { BENCH_FOLDER, datasetsOf, placesOf, storeOf } from './places.ts';
import type { Places, ResumeRequest } from './request.ts';
import { shownPlace } from '#harness/workflow/store/store-place.ts';

/**
 * The command that resumes a run, in the working folder in which the run began. A run knows its phones by their ids only,
 * so the files that list them are named again.
 *
 * @param by what judges it, where that is not the policy that it keeps
 */
export function resumeCommand(
  folder: string,
  places: Places,
  lab: LabOptions | undefined,
  { policy, config, waivers }: JudgedBy = {},
): string {
  const home = impliedHome(placesOf(folder, { home: places.home }));
  const [store, datasetsDir] = [storeOf(places), datasetsOf(places)];
  return [
    unfinishedCommand(folder),
    home !== null && store === storeOf({ home }) ? '' : optionText('--store', shownPlace(store)),
    home !== null && datasetsDir === datasetsOf({ home }) ? '' : optionText('--datasets-dir', datasetsDir),
    phonesOption(lab ?? {}),
    optionText('--policy', policy),
    optionText('--config', config),
    optionText('--waivers', waivers),
  ].join('');
}

/** Where the builds of a resumed run lie now. */
export function movedOptions({ candidate, baseline }: Pick<ResumeRequest, 'candidate' | 'baseline'>): string {
  return optionText('--candidate', candidate) + optionText('--baseline', baseline);
}

/** The same for a request: with the policy and the waivers that it names. */
export function resumedAgain(
  request: ResumeRequest,
  { typed = {} }: Pick<Caller, 'typed'>,
  places: Places = request,
): string {
  const { folder, lab, policy, policyFile = policy, waivers } = request;
  return resumeCommand(folder, places, lab, {
    ...(policyFile === undefined ? {} : { policy: policyFile }),
    ...(policy === undefined || typed.config === undefined ? {} : { config: typed.config }),
    ...(waivers === undefined ? {} : { waivers }),
  });
}

/** What a command needs to find a run by its id in the same store; empty for the default store. */
export function storeOption(places: Pick<Places, 'home' | 'store'>, caller: Pick<Caller, 'storeOption'> = {}): string {
  if (caller.storeOption !== undefined) return caller.storeOption;
  const isImplied = places.store === undefined && impliedHome(places) !== null;
  return isImplied ? '' : optionText('--store', shownPlace(storeOf(places)));
}

/** The home that a command uses by itself, in the working folder that it is in; null for a home of another name. */
function impliedHome({ home }: Pick<Places, 'home'>): string | null {
  return basename(home) === BENCH_FOLDER ? home : null;
}

/** The options that list the same phones again; empty when no file of phones was named. */
export function phonesOption({ devicesFile, virtualPhonesFile, appiumPort }: LabOptions): string {
  return [
    optionText('--devices-file', devicesFile),
    optionText('--virtual-phones', virtualPhonesFile),
    appiumPort === undefined ? '' : ` --appium-port ${appiumPort}`,
  ].join('');
}
