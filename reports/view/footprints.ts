import type { ArmSummary } from '#harness/domain/comparison.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { bare, quantity, scaleFor } from '#harness/text/quantities.ts';
import type { FootprintView } from './chart-view.ts';
import { armWord } from './wording.ts';

/** In the order of a launch; the peak may come at any time from the load on. */
const PHASES: readonly { readonly metric: MetricId; readonly phase: string }[] = [
  { metric: 'memoryAfterLoad', phase: 'After load' },
  { metric: 'memoryAtPrefill', phase: 'In prefill' },
  { metric: 'peakMemory', phase: 'Peak' },
  { metric: 'memoryAfterUnload', phase: 'After unload' },
];
const ARMS: readonly Arm[] = ['baseline', 'candidate'];
/** Two of them, such as the load and the peak, stand beside each other in the matrix already. */
const FEWEST_PHASES = 3;
const MISSING = '–';

/**
 * The footprint by phase of one phone in one pass, from the summaries of both alone. None where launches do not report enough phases; a phase that one build does not report has no
 * bar there.
 */
export function footprintViews(summaries: readonly ArmSummary[], device: string): readonly FootprintView[] {
  const known = PHASES.flatMap(({ metric, phase }) => {
    const own = summaries.filter((summary) => summary.metric === metric);
    return own.length === 0 ? [] : [{ phase, own }];
  });
  if (known.length < FEWEST_PHASES) return [];
  const all = known.flatMap(({ own }) => own);
  const scale = scaleFor('B', Math.max(...all.map(({ median }) => median.estimate)));
  const arms = ARMS.filter((arm) => all.some((summary) => summary.arm === arm));
  const phases = known.map(({ phase, own }) => ({
    phase,
    bytes: arms.map((arm) => own.find((summary) => summary.arm === arm)?.median.estimate ?? null),
  }));
  const words = arms.map((arm, index) => {
    const each = phases.flatMap(({ phase, bytes }) => {
      const value = bytes[index] ?? null;
      return value === null ? [] : [`${phase.toLowerCase()} ${bare(value, scale)}`];
    });
    return `${armWord(arm).toLowerCase()} ${each.join(', ')}`;
  });
  return [
    {
      unit: scale.unit,
      arms,
      phases: phases.map(({ phase, bytes }) => ({
        phase,
        values: bytes.map((value) => (value === null ? null : value / scale.divisor)),
        texts: bytes.map((value) => (value === null ? MISSING : quantity(value, scale))),
      })),
      armWords: arms.map(armWord),
      description: `Footprint by phase on ${device}, medians of the launches in ${scale.unit}: ${words.join('; ')}.`,
    },
  ];
}
