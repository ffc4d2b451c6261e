import { createHash } from 'node:crypto';
import { BEGINNING, lineOf, nextLink, readLine } from '#harness/bundle/chain.ts';
import type { Random } from '#harness/ports/time.ts';

/** A way to change a bundle. Null where chance has chosen a change that changes nothing. */
export type Mutation = {
  readonly name: string;
  readonly change: (bundle: Buffer, random: Random) => Promise<Buffer | null>;
};

const whole = (random: Random, below: number): number => Math.floor(random.next() * below);

/** Two different numbers below one of 2 or more, the smaller first. */
function two(random: Random, below: number): readonly [number, number] {
  const first = whole(random, below);
  const second = (first + 1 + whole(random, below - 1)) % below;
  return first < second ? [first, second] : [second, first];
}

function bytes(name: string, change: (bundle: Buffer, at: number, random: Random) => Buffer): Mutation {
  return { name, change: async (bundle, random) => change(bundle, whole(random, bundle.length), random) };
}

function lines(name: string, change: (all: readonly string[], random: Random) => readonly string[]): Mutation {
  return {
    name,
    change: async (bundle, random) => {
      const changed = change(bundle.toString('utf8').trimEnd().split('\n'), random);
      return Buffer.from(`${changed.join('\n')}\n`, 'utf8');
    },
  };
}

/** Changes by somebody who does not know the chain of hashes. */
export const CARELESS: readonly Mutation[] = [
  bytes('one bit is another', (bundle, at, random) => {
    const changed = Buffer.from(bundle);
    changed[at] = (changed[at] ?? 0) ^ (1 << whole(random, 8));
    return changed;
  }),
  bytes('one byte is missing', (bundle, at) => Buffer.concat([bundle.subarray(0, at), bundle.subarray(at + 1)])),
  bytes('one byte is added', (bundle, at, random) =>
    Buffer.concat([bundle.subarray(0, at), Buffer.from([whole(random, 256)]), bundle.subarray(at)]),
  ),
  bytes('the end is cut off', (bundle, at) => bundle.subarray(0, at)),
  bytes('something follows', (bundle, at) => Buffer.concat([bundle, bundle.subarray(at)])),
  lines('a line is missing', (all, random) => all.toSpliced(whole(random, all.length), 1)),
  lines('a line is there twice', (all, random) => {
    const at = whole(random, all.length);
    return all.toSpliced(at, 0, all[at] ?? '');
  }),
  lines('two lines are swapped', (all, random) => {
    const [first, second] = two(random, all.length);
    return all.with(first, all[second] ?? '').with(second, all[first] ?? '');
  }),
];

type Json = { [key: string]: unknown };
type LaunchPart = { readonly kind: 'launch'; launch: { outcome: Json & { iterations?: Json[] }; deviceId: string } };

/** Changes parts and makes the chain, and the numbers of what is there, fit the change. */
function fitted(name: string, change: (parts: Json[], random: Random) => Json[]): Mutation {
  return {
    name,
    change: async (bundle, random) => {
      const texts = bundle
        .toString('utf8')
        .trimEnd()
        .split('\n')
        .map((line) => readLine(line)?.part ?? '');
      const changed = counted(
        change(
          texts.map((text): Json => JSON.parse(text)),
          random,
        ),
      );
      const parts = changed.map((part) => JSON.stringify(part));
      return parts.join() === texts.join() ? null : chained(parts);
    },
  };
}

/** Removing a launch also corrects the number of launches. */
function counted(parts: readonly Json[]): readonly Json[] {
  const endAt = parts.findIndex(({ kind }) => kind === 'end');
  return parts.map((part, at) => {
    if (part['kind'] === 'end') return { ...part, parts: endAt };
    if (part['kind'] !== 'run' && part['kind'] !== 'secondSession') return part;
    const rest = parts.slice(at + 1);
    const next = rest.findIndex(({ kind }) => kind !== 'launch');
    return { ...part, launches: next };
  });
}

/** Parts as the lines of a bundle. */
export async function chained(parts: readonly string[]): Promise<Buffer> {
  let [chain, text] = [BEGINNING, ''];
  for (const part of parts) {
    chain = await nextLink(chain, part, (own) => createHash('sha256').update(own).digest('hex'));
    text += `${lineOf({ chain, part })}\n`;
  }
  return Buffer.from(text, 'utf8');
}

const launchesIn = (parts: readonly Json[]): readonly LaunchPart[] =>
  parts.filter(({ kind }) => kind === 'launch') as unknown as readonly LaunchPart[];

/** Those of the second session of the run that was judged; none where it has none. */
const secondLaunchesIn = (parts: readonly Json[]): readonly LaunchPart[] =>
  launchesIn(parts.slice(secondAt(parts), secondEnd(parts)));

/** Where the second session begins, and the part after it; both the end where there is none. */
function secondAt(parts: readonly Json[]): number {
  const at = parts.findIndex(({ kind }) => kind === 'secondSession');
  return at < 0 ? parts.length : at;
}

function secondEnd(parts: readonly Json[]): number {
  const begin = secondAt(parts);
  const rest = parts.slice(begin + 1).findIndex(({ kind }) => kind !== 'launch');
  return rest < 0 ? parts.length : begin + 1 + rest;
}

/** Every measured launch of a build, slower by a factor: what makes a good build look bad, or a bad one good. */
function slowed(name: string, arm: string, factor: number, launchesOf = launchesIn): Mutation {
  return fitted(name, (parts) => {
    for (const { launch } of launchesOf(parts)) {
      const { slot } = launch as unknown as { readonly slot: { readonly arm: string } };
      if (slot.arm !== arm) continue;
      for (const iteration of launch.outcome.iterations ?? []) {
        for (const span of iteration['spans'] as { startNs: number; endNs: number }[]) {
          [span.startNs, span.endNs] = [span.startNs * factor, span.endNs * factor];
        }
        iteration['tokenNs'] = (iteration['tokenNs'] as number[]).map((ns) => ns * factor);
      }
    }
    return parts;
  });
}

/** Changes by somebody who recomputes all hashes afterwards. */
export const FITTED: readonly Mutation[] = [
  fitted('a launch is removed', (parts, random) => {
    const places = parts.flatMap(({ kind }, at) => (kind === 'launch' ? [at] : []));
    return parts.toSpliced(places[whole(random, places.length)] ?? 0, 1);
  }),
  fitted('two launches have swapped what they measured', (parts, random) => {
    const launches = launchesIn(parts);
    const [first, second] = two(random, launches.length).map((at) => launches[at]?.launch);
    if (first !== undefined && second !== undefined) [first.outcome, second.outcome] = [second.outcome, first.outcome];
    return parts;
  }),
  fitted('a launch is a copy of another one', (parts, random) => {
    const launches = launchesIn(parts);
    const [first, second] = two(random, launches.length).map((at) => launches[at]);
    if (first !== undefined && second !== undefined) first.launch = structuredClone(second.launch);
    return parts;
  }),
  slowed('every launch of the candidate is faster', 'candidate', 0.7),
  slowed('every launch of the baseline is slower', 'baseline', 1.3),
  fitted('the decision is another', (parts) => {
    const { record } = parts.find(({ kind }) => kind === 'verdicts') as unknown as { readonly record: Json };
    record['decision'] = record['decision'] === 'pass' ? 'fail' : 'pass';
    return parts;
  }),
  fitted('a verdict is another', (parts, random) => {
    const { record } = parts.find(({ kind }) => kind === 'verdicts') as unknown as { readonly record: Json };
    const verdicts = record['verdicts'] as Json[];
    const verdict = verdicts[whole(random, verdicts.length)] ?? {};
    verdict['verdict'] = verdict['verdict'] === 'noRegression' ? 'regression' : 'noRegression';
    return parts;
  }),
  fitted('a report is another', (parts) => {
    for (const part of parts) if (part['kind'] === 'report') part['content'] = `${String(part['content'])} `;
    return parts;
  }),
  fitted('margins are wider', (parts) => {
    const run = parts.find(({ kind }) => kind === 'run') as unknown as {
      readonly header: { readonly suite: { readonly margins: Json[] } };
    };
    for (const margin of run.header.suite.margins) {
      if (typeof margin['percent'] === 'number') margin['percent'] *= 10;
    }
    return parts;
  }),
];

/** The same to the second session of a run; null where it has none. */
export const OF_SECOND_SESSION: readonly Mutation[] = [
  fitted('the second session is removed', (parts) =>
    parts.toSpliced(secondAt(parts), secondEnd(parts) - secondAt(parts)),
  ),
  fitted('a launch of the second session is removed', (parts, random) => {
    const at = secondAt(parts);
    return parts.toSpliced(at + 1 + whole(random, secondLaunchesIn(parts).length), 1);
  }),
  fitted('the second session has measured what the first one has', (parts) => {
    const first = launchesIn(parts.slice(0, secondAt(parts)));
    for (const { launch } of secondLaunchesIn(parts)) {
      const at = placeOf(launch);
      const twin = first.find((own) => placeOf(own.launch) === at);
      if (twin !== undefined) launch.outcome = structuredClone(twin.launch.outcome);
    }
    return parts;
  }),
  fitted('two launches of a build have swapped what they measured in the sessions', (parts, random) => {
    const second = secondLaunchesIn(parts);
    const own = second[whole(random, second.length)]?.launch;
    const twin = launchesIn(parts).find(({ launch }) => own !== undefined && placeOf(launch) === placeOf(own))?.launch;
    if (own !== undefined && twin !== undefined) [own.outcome, twin.outcome] = [twin.outcome, own.outcome];
    return parts;
  }),
  slowed('every launch of the candidate in the second session is faster', 'candidate', 0.7, secondLaunchesIn),
  slowed('every launch of the candidate in the second session is slower', 'candidate', 1.3, secondLaunchesIn),
  fitted('a verdict of the second session is another', (parts) => {
    const { record } = parts.find(({ kind }) => kind === 'verdicts') as unknown as { readonly record: Json };
    const [verdict] = (record['secondSession'] ?? []) as Json[];
    if (verdict !== undefined) verdict['verdict'] = verdict['verdict'] === 'regression' ? 'noRegression' : 'regression';
    return parts;
  }),
  fitted('the second session measured something else again', (parts) => {
    const session = parts[secondAt(parts)] as unknown as
      | { readonly header: { asked: { metrics: string[] }[] } }
      | undefined;
    for (const asked of session?.header.asked ?? []) asked.metrics = ['decodeRate'];
    return parts;
  }),
];

/** Device, pass, block and build of a launch. */
function placeOf(launch: LaunchPart['launch']): string {
  const { slot } = launch as unknown as {
    readonly slot: { readonly pass: string; readonly block: number; readonly arm: string };
  };
  return JSON.stringify([launch.deviceId, slot.pass, slot.block, slot.arm]);
}
