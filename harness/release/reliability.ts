import { productFaultOf } from '#harness/domain/outcome.ts';
import { isAtRisk } from '#harness/domain/fault-rates.ts';
import { didText } from '#harness/domain/product-fault.ts';
import { launchesOf, type Run } from '#harness/domain/run.ts';
import { clopperPearson } from '#harness/stats/intervals/clopper-pearson.ts';
import type { Reliability } from '#harness/domain/scorecard.ts';

/** Names of faults for people; a fault without a name here is a broken result. */
const KINDS: readonly { readonly label: string; readonly did: readonly string[] }[] = [
  { label: 'Crashes', did: ['crashed', 'ended too early'] },
  { label: 'Out of memory', did: ['ran out of memory'] },
  { label: 'Hangs', did: ['hung', 'stopped responding'] },
];
const OTHERS = 'Broken results';
/** Two-sided 90 % leaves 5 % above: the end above holds with 95 %. */
const CONFIDENCE = 0.9;

/** How often launches of the candidate failed, in second sessions too, by what people call it, with what the rate is at most. */
export function reliabilityOf(runs: readonly Run[]): readonly Reliability[] {
  const atRisk = runs
    .flatMap(launchesOf)
    .filter(({ slot }) => slot.arm === 'candidate')
    .filter(isAtRisk);
  const done = atRisk.flatMap((launch) => productFaultOf(launch)?.code ?? []).map((code) => didText([code]));
  const known = new Set(KINDS.flatMap(({ did }) => did));
  return [
    ...KINDS.map(({ label, did }) => [label, done.filter((own) => did.includes(own)).length] as const),
    [OTHERS, done.filter((own) => !known.has(own)).length] as const,
  ].map(([label, faults]) => ({
    label,
    faults,
    launches: atRisk.length,
    atMost: clopperPearson(faults, atRisk.length, CONFIDENCE).high,
  }));
}
