import { count } from '#harness/text/numbers.ts';
import type { Installations } from '#harness/plan/installations.ts';
import { minutesText } from '#harness/text/durations.ts';

/** What the bundle identifiers of two builds mean for a run, before anything is measured; empty where there is one build. */
export function installText(installations: Installations | null): string {
  if (installations === null) return '';
  if (installations.kind === 'bothStay') {
    const { baseline, candidate } = installations;
    return `Both builds stay installed (${baseline}, ${candidate}): each is installed and prepared once a phone.\n`;
  }
  const { appId, more, minutes } = installations;
  if (more === 0) return '';
  const time = minutes === null ? '' : `, +${minutesText(minutes)}`;
  return (
    `One bundle identifier, ${appId}: a phone reinstalls ${count(more, 'time')}${time}, and a preparation launch follows each.\n` +
    '  Give one build another identifier and both stay installed (docs/iphone-setup.md, step 6).\n'
  );
}
