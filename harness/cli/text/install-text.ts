import type { Calibration } from '#harness/domain/calibration.ts';
import { count } from '#harness/text/numbers.ts';
import type { Plan } from '#harness/domain/plan.ts';
import { bothStay, type ToInstall } from '#harness/plan/both-stay.ts';
import { tallyPlan } from '#harness/plan/tally-plan.ts';
import { minutesText } from './minutes-text.ts';

/** Two builds that stay are installed once each. */
const BUILDS = 2;

/** What the bundle identifiers of two builds mean for a run, before anything is measured; empty where there is one build. */
export function installText(builds: ToInstall, plan: Plan, calibrations: readonly Calibration[]): string {
  const { candidate, baseline } = builds;
  if (candidate === undefined || baseline === null || baseline === undefined || baseline.id === candidate.id) return '';
  if (bothStay(builds)) {
    return `Both builds stay installed (${baseline.bundleId}, ${candidate.bundleId}): each is installed and prepared once a phone.\n`;
  }
  const phones = tallyPlan(plan, builds).map(({ deviceId, installs }) => {
    const known = calibrations.find((calibration) => calibration.deviceId === deviceId);
    const more = Math.max(0, installs - BUILDS);
    return { more, minutes: known === undefined ? null : more * known.installMinutes };
  });
  const most = Math.max(0, ...phones.map(({ more }) => more));
  const minutes = phones.flatMap((phone) => phone.minutes ?? []);
  const time = minutes.length === 0 ? '' : `, +${minutesText(Math.max(...minutes))}`;
  return (
    `One bundle identifier, ${candidate.bundleId}: a phone reinstalls ${count(most, 'time')}${time}, and a preparation launch follows each.\n` +
    '  Give one build another identifier and both stay installed (docs/iphone-setup.md, step 5).\n'
  );
}
