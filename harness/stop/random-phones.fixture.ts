/** Test support: phones of one model or two that the real loop measures, some of which are lost, drawn by fast-check. */
import { type Arbitrary, array, constantFrom, integer, option, record } from 'fast-check';
import { aDevice, aMeasured, anIteration, aPass, aRun, aSuite, CRASH } from '#harness/compare/run.fixture.ts';
import { stoppingRule } from '#harness/compare/stopping.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Launch, Outcome } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import { memoryJournal } from '#harness/measure/in-memory.fixture.ts';
import { measureRun } from '#harness/measure/measure-run.ts';
import { dataset, request, scriptedLab, state, tellsNoPower } from '#harness/measure/scripted-device.fixture.ts';
import { planOf } from '#harness/plan/plan-launches.ts';
import type { DeviceDriver, LaunchReport } from '#harness/ports/device.ts';
import { createRandom } from '#harness/stats/random.ts';

export type Phones = {
  readonly seed: number;
  readonly models: readonly string[];
  readonly blocks: number;
  readonly fewestToPass: number;
  /** Of each phone: how many times as long the candidate takes there. */
  readonly factors: readonly number[];
  /** Of each phone: the slot from which on it does not answer; null where it always does. */
  readonly lostAt: readonly (number | null)[];
  /** In percent of the candidate's launches. */
  readonly crashes: number;
  readonly known: 'nothing' | 'noise';
};

export const phones: Arbitrary<Phones> = record({
  seed: integer({ min: 0, max: 1_000_000 }),
  models: constantFrom(['a', 'a'], ['a', 'a', 'b'], ['a', 'a', 'a'], ['a', 'b', 'b', 'a']),
  blocks: constantFrom(3, 4, 7, 8),
  fewestToPass: constantFrom(0, 12, 1000),
  factors: array(constantFrom(0.9, 1, 1, 1.04, 1.3, 3), { minLength: 4, maxLength: 4 }),
  lostAt: array(option(integer({ min: 0, max: 30 }), { freq: 1 }), { minLength: 4, maxLength: 4 }),
  crashes: constantFrom(0, 0, 0, 20, 100),
  known: constantFrom('nothing', 'noise'),
});

export function headerOf({ seed, models, blocks, fewestToPass, known }: Phones): RunHeader {
  const metrics = ['timeToFirstToken', 'visionEncode', 'prefill', 'endToEnd'] as const;
  const passes = ['cold', 'warm'].map((id) => {
    const pass = aPass(id, metrics);
    const looks = [2, 4, 6].filter((look) => look < blocks);
    return { ...pass, protocol: { ...pass.protocol, blocks, looks, fewestToPass } };
  });
  const devices = models.map((model, index) => aDevice(`${index}`, { model }));
  const { launches: _none, endedAt: _end, isComplete: _whole, ...header } = aRun({ passes, devices, blocks: 0 });
  const noise = devices.flatMap(({ id }) =>
    metrics.map((metric) => ({ deviceId: id, passId: 'warm', metric, farOut: 2, launches: 40, lag1: 0.3 })),
  );
  const knowing = known === 'noise' ? { known: noise } : {};
  return { ...header, ...knowing, suite: aSuite(passes), seed, orderVersion: 2 };
}

type Circumstances = {
  /** Launches of an earlier measurement of the same run. */
  readonly done?: readonly Launch[];
  /** How many launches are made before the run is interrupted. */
  readonly until?: number;
  /** Draws how long each launch takes beside those of other phones. */
  readonly pace?: number;
};

export type Measured = { readonly run: Run | null; readonly journal: readonly Launch[] };

/** Measures the phones in the real loop; no run where it was interrupted. */
export async function measurePhones(drawn: Phones, circumstances: Circumstances = {}): Promise<Measured> {
  const { done = [], until = Number.POSITIVE_INFINITY, pace = 0 } = circumstances;
  const header = headerOf(drawn);
  const current = new Map<string, Slot>();
  const stop = new AbortController();
  const journal = memoryJournal();
  let launches = 0;
  const isGone = (id: string): boolean => (current.get(id)?.index ?? 0) >= (drawn.lostAt[Number(id)] ?? Infinity);
  const launch = async (id: string): Promise<LaunchReport> => {
    const slot = current.get(id);
    if (slot === undefined) throw new Error(`${id} launches nothing`);
    const turns = Math.floor(6 * createRandom(pace, `${id}/${slot.index}`).next());
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    launches += 1;
    if (launches >= until) stop.abort();
    const outcome = isGone(id) ? GONE : outcomeOf(drawn, id, slot);
    const timing = { installMs: 0, appMs: 10, totalMs: 20 };
    return { outcome, fingerprint: null, timing, lowPowerMode: null, isSessionLost: isGone(id) };
  };
  const open: DeviceDriver['open'] = async (id) => {
    if (isGone(id)) throw new BenchError('DEVICE_UNAVAILABLE', `${id} is gone`, { remedy: 'Plug it in.' });
    const device = header.devices.find((one) => one.id === id) ?? aDevice(id);
    const answer = async (): Promise<ReturnType<typeof state>> => state('nominal');
    return {
      device,
      state: answer,
      power: tellsNoPower,
      forcedThermals: async () => [],
      sinceInstall: () => 1,
      launch: () => launch(id),
      close: async () => {},
    };
  };
  const driver = { ...scriptedLab({}).driver, open };
  const plain = request({ ...scriptedLab({}), driver }, 1);
  const measuring = measureRun({
    ...plain,
    header,
    plan: planOf(header),
    driverOf: () => driver,
    datasets: new Map(header.suite.passes.map(({ id }) => [id, dataset()])),
    journal,
    done,
    isSettled: stoppingRule(header),
    onProgress: (event) => event.kind === 'launching' && current.set(event.device.id, event.slot),
    signal: stop.signal,
  });
  const ended = await measuring.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
    return null;
  });
  return { run: ended?.run ?? null, journal: [...done, ...journal.lines] };
}

const GONE: Outcome = {
  kind: 'failed',
  fault: { kind: 'infrastructure', code: 'DEVICE_LOST', message: 'no answer' },
};

function outcomeOf({ seed, factors, crashes }: Phones, id: string, { pass, block, arm }: Slot): Outcome {
  const random = createRandom(seed, [id, pass, block, arm].join('/'));
  if (arm === 'candidate' && 100 * random.next() < crashes) return CRASH;
  const level = Math.exp(0.05 * (random.next() - 0.5)) * (arm === 'candidate' ? (factors[Number(id)] ?? 1) : 1);
  const took = { preprocessMs: 20 * level, visionEncodeMs: 50 * level, prefillMs: 25 * level, tokenGapMs: 10 * level };
  return aMeasured({ iterations: [anIteration({ ...took, firstDecodeMs: 5 * level })] });
}
