import type { ThroughputCourse } from '#harness/domain/throughput-course.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { count } from '#harness/text/numbers.ts';
import { quantity, scaleFor } from '#harness/text/quantities.ts';
import type { ThroughputView } from './chart-view.ts';
import { readable } from '#harness/text/sentences.ts';
import { armWord } from './wording.ts';
import { duration } from '#harness/text/durations.ts';

/** One picture a pass: how fast the launches of each arm answer while they last. */
export function throughputViews(courses: readonly ThroughputCourse[], device: string): readonly ThroughputView[] {
  return [...Map.groupBy(courses, ({ passId }) => passId)].map(([passId, own]) => {
    const { unit } = METRICS.sustainedThroughput;
    const scale = scaleFor(unit, Math.max(...own.flatMap(({ windows }) => windows.map(({ most }) => most))));
    const isLong = own.some(({ lengthMs }) => lengthMs >= 2 * MS_PER_MINUTE);
    const [timeUnit, timeDivisor] = isLong ? ['min', MS_PER_MINUTE] : ['s', MS_PER_SECOND];
    const words = own.map(({ arm, windows, launches }) => {
      const [first, last] = [windows[0]?.middle ?? 0, windows.at(-1)?.middle ?? 0];
      return `${armWord(arm).toLowerCase()} from ${quantity(first, scale)} to ${quantity(last, scale)} in ${count(launches, 'launch', 'launches')}`;
    });
    const longest = duration(Math.max(...own.map(({ lengthMs }) => lengthMs)));
    return {
      passId,
      title: `Throughput while a launch lasts (${readable(passId, 60)})`,
      unit: scale.unit,
      timeUnit,
      points: own.flatMap(({ arm, lengthMs, windows }) =>
        windows.map(({ least, middle, most }, part) => ({
          arm,
          // A window is drawn at its middle.
          at: ((part + 0.5) * lengthMs) / windows.length / timeDivisor,
          least: least / scale.divisor,
          middle: middle / scale.divisor,
          most: most / scale.divisor,
        })),
      ),
      description: `Throughput over ${longest} on ${device}, by tenths of a launch: the median of all launches and the band from the slowest to the fastest. First and last tenth: ${words.join('; ')}.`,
    };
  });
}

const MS_PER_SECOND = 1000;
const MS_PER_MINUTE = 60_000;
