import type { Run } from '#harness/domain/run.ts';
import type { SecondSession } from '#harness/domain/second-session.ts';
import { duration } from '#harness/text/durations.ts';
import { listed } from '#harness/text/lists.ts';
import { instant } from '#harness/text/moments.ts';
import { deviceName, metricWord } from '#harness/text/names.ts';
import { count } from '#harness/text/numbers.ts';
import { readable, sentence } from '#harness/text/sentences.ts';
import type { Fact } from './fact.ts';

type Measured = Pick<SecondSession, 'startedAt' | 'endedAt' | 'resumedAt'>;

/** How long a run was measured: `1 h 04 min, pauses included, and 41.2 s for a second session`. */
export function tookText(run: Run): string {
  const { secondSession } = run;
  return secondSession === undefined ? took(run) : `${took(run)}, and ${took(secondSession)} for a second session`;
}

/** When a second session was measured, and what; null where there is none. */
export function secondSessionFact({ secondSession, endedAt, devices }: Run): Fact | null {
  if (secondSession === undefined) return null;
  const { startedAt, seed, asked, deviceIds, launches } = secondSession;
  const rest = duration(Date.parse(startedAt) - Date.parse(endedAt));
  const what = asked.map(({ passId, metrics }) => `${listed(metrics.map(metricWord))} (pass ${readable(passId, 60)})`);
  const where = devices.filter(({ id }) => deviceIds.includes(id)).map((device) => readable(deviceName(device), 80));
  const began = `Began ${instant(startedAt)}, ${rest} after the first session, and took ${took(secondSession)}`;
  const again = `It measured ${what.join('; ')} again on ${listed(where)}: ${count(launches.length, 'launch', 'launches')}, order seed ${seed}`;
  return { label: 'Second session', value: `${sentence(began)} ${sentence(again)}` };
}

function took({ startedAt, endedAt, resumedAt }: Measured): string {
  const text = duration(Date.parse(endedAt) - Date.parse(startedAt));
  return resumedAt === undefined ? text : `${text}, pauses included`;
}
