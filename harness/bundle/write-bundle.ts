import type { Exclusion } from '#harness/domain/exclusion.ts';
import type { Run } from '#harness/domain/run.ts';
import type { SecondSession } from '#harness/domain/second-session.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';
import type { ReportFile } from '#harness/ports/report.ts';
import { BEGINNING, type Hash, lineOf, nextLink } from './chain.ts';
import { BUNDLE_FORMAT, type BundlePart, type RunUse, type Signature } from './parts.ts';

/** Everything that a decision follows from, and the decision. */
export type BundleContent = {
  /** Of the harness that writes the bundle. */
  readonly harness: string;
  readonly runs: readonly { readonly use: RunUse; readonly run: Run }[];
  readonly exclusions: readonly Exclusion[];
  readonly record: VerdictRecord;
  readonly reports: readonly ReportFile[];
};

/** The parts up to the end: the same content has the same parts. */
function* partsOf({ harness, runs, exclusions, record, reports }: BundleContent): Generator<BundlePart> {
  yield { kind: 'bundle', format: BUNDLE_FORMAT, runId: record.runId, harness };
  for (const { use, run } of runs) {
    const { launches, secondSession, ...header } = run;
    yield { kind: 'run', use, launches: launches.length, header };
    for (const launch of launches) yield { kind: 'launch', launch };
    if (secondSession !== undefined) yield* secondSessionParts(secondSession);
  }
  yield { kind: 'exclusions', exclusions };
  yield { kind: 'verdicts', record };
  for (const { name, content } of reports) yield { kind: 'report', name, content };
}

function* secondSessionParts({ launches, ...header }: SecondSession): Generator<BundlePart> {
  yield { kind: 'secondSession', launches: launches.length, header };
  for (const launch of launches) yield { kind: 'launch', launch };
}

/** The address of a bundle: the link of the chain at its end, which stands for every byte before it. */
export async function addressOf(content: BundleContent, hash: Hash): Promise<string> {
  let address = BEGINNING;
  for await (const { chain } of linksOf(content, hash)) address = chain;
  return address;
}

/** The bundle line by line, so that no more than one of them is in memory. A signature follows the end. */
export async function* bundleLines(
  content: BundleContent,
  hash: Hash,
  signature: Signature | null = null,
): AsyncGenerator<string> {
  let address = BEGINNING;
  for await (const link of linksOf(content, hash)) {
    address = link.chain;
    yield `${lineOf(link)}\n`;
  }
  if (signature === null) return;
  const part = JSON.stringify(signature);
  yield `${lineOf({ chain: await nextLink(address, part, hash), part })}\n`;
}

async function* linksOf(
  content: BundleContent,
  hash: Hash,
): AsyncGenerator<{ readonly chain: string; readonly part: string }> {
  let [chain, parts] = [BEGINNING, 0];
  const link = async (json: BundlePart): Promise<{ readonly chain: string; readonly part: string }> => {
    const part = JSON.stringify(json);
    chain = await nextLink(chain, part, hash);
    return { chain, part };
  };
  for (const json of partsOf(content)) {
    parts += 1;
    yield await link(json);
  }
  yield await link({ kind: 'end', parts });
}
