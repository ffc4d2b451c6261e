import type { Assessment } from '#harness/domain/assessment.ts';
import type { Sighting } from '#harness/explain/hint.ts';
import { hintsOf } from '#harness/explain/hints.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { listed } from '#harness/text/lists.ts';
import { metricWord } from '#harness/text/names.ts';
import { count } from '#harness/text/numbers.ts';
import { capital, readable } from '#harness/text/sentences.ts';
import type { HintView } from './hints-view.ts';
import { placesOf } from './places.ts';

/** More places say nothing new. */
const MOST_SEEN = 3;

export function hintViews(input: ReportInput): readonly HintView[] {
  return hintsOf(input).map(({ id, title, advice, reason, source, seen }) => {
    // What is the same on several phones is said once.
    const alike = Map.groupBy(seen, ({ passId, metrics, detail }) => [passId, metrics.join(), detail].join('\n'));
    const texts = [...alike.values()].map((own) => seenText(own, input.assessment));
    const rest = texts.length - MOST_SEEN;
    return {
      id,
      title,
      advice,
      reason,
      source,
      seen: [...texts.slice(0, MOST_SEEN), ...(rest > 0 ? [`The same in ${count(rest, 'more place')}.`] : [])],
    };
  });
}

function seenText(alike: readonly Sighting[], assessment: Assessment): string {
  const [first] = alike;
  if (first === undefined) return '';
  const { suite, devices } = assessment;
  const pass = suite.passes.length > 1 ? `, pass ${readable(first.passId, 60)}` : '';
  const places = alike.map(({ deviceIds }) => {
    const [deviceId = '', ...others] = deviceIds;
    if (others.length === 0) return { deviceId };
    return { deviceModel: devices.find(({ id }) => id === deviceId)?.model ?? deviceId, deviceIds };
  });
  return `${capital(listed(first.metrics.map(metricWord)))} ${placesOf(places, assessment)}${pass}: ${first.detail}`;
}
