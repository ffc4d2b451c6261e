import type { World } from '#harness/cli/world.ts';
import type { SelfTestEvent, SelfTestRequest } from '#harness/workflow/lab/self-test-gate.ts';
import { minutesText } from '#harness/text/durations.ts';
import { count } from '#harness/text/numbers.ts';
import type { Source } from '#harness/workflow/lab/self-test-source.ts';
import { policyText } from './ended-early-text.ts';
import { type ProgressLine, progressLine } from './progress-line.ts';

const MS_PER_MINUTE = 60_000;
/** How long runs are judged before their time is extrapolated; the first ones take longer, until their code is compiled. */
const ESTIMATE_AFTER_MS = 3_000;

/** Says what a self-test is about, soon how long it takes, then how far it is. */
export function selfTestProgress(
  { trials, seed }: Pick<SelfTestRequest, 'trials' | 'seed'>,
  world: Pick<World, 'terminal' | 'clock'>,
): { readonly onEvent: (event: SelfTestEvent) => void } {
  let line: ProgressLine | null = null;
  let startedMs = 0;
  let isEstimated = false;
  const estimate = (done: number, total: number): void => {
    if (isEstimated) return;
    const tookMs = world.clock.monotonicMs() - startedMs;
    if (tookMs < ESTIMATE_AFTER_MS) return;
    isEstimated = true;
    line?.clear();
    const minutes = minutesText((tookMs * total) / done / MS_PER_MINUTE);
    world.terminal.write(`All of it takes about ${minutes}, by its first ${count(done, 'run', 'runs')}.\n`);
  };
  return {
    onEvent: (event) => {
      switch (event.kind) {
        case 'started':
          world.terminal.write(
            `${titleText(event.source)}\nPolicy ${event.policy.id}, ${trials} trials, seed ${seed}.\n${policyText(event.policy)}`,
          );
          startedMs = world.clock.monotonicMs();
          line = progressLine(world);
          return;
        case 'judging':
          estimate(event.done, event.total);
          return line?.show(`${event.done} of ${event.total} runs judged`, false);
        case 'ended':
          return line?.clear();
      }
    },
  };
}

/** What the launches are, so that nobody takes them for measurements. */
function titleText({ suite, origin }: Pick<Source, 'suite' | 'origin'>): string {
  const title = `Self-test of the gate, suite ${suite.id} v${suite.version}, on`;
  switch (origin.kind) {
    case 'assumed':
      return `${title} simulated launches of a phone whose noise is assumed: nothing was measured.`;
    case 'calibrated':
      return `${title} simulated launches with the noise that was calibrated on ${origin.devices.join(', ')}: nothing was measured.`;
    case 'recorded': {
      const how =
        origin.source === 'blocks'
          ? 'drawn again block by block'
          : 'neighbouring launches of one build drawn again as blocks, which differ more than blocks would';
      return `${title} the ${origin.provenance} launches of ${origin.runId}, ${how}.`;
    }
  }
}
