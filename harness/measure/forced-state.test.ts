import { expect, test } from 'vitest';
import { completenessOf } from '#harness/domain/count-slots.ts';
import type { ForcedThermal } from '#harness/domain/device.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import { parseRun } from '#harness/domain/run.ts';
import { makePlan } from '#harness/plan/make-plan.ts';
import { planLaunches } from '#harness/plan/plan-launches.ts';
import { measureRun } from './measure-run.ts';
import { preparationOf } from './prepare.ts';
import {
  build,
  measured,
  outcomesOf,
  pass,
  request,
  type Script,
  scriptedLab,
  unplugged,
} from './scripted-device.fixture.ts';

/** Runs a pass under `serious` and one under the real state, two blocks each, of the candidate alone or of both builds. */
async function run(scripts: Readonly<Record<string, Script>>, looks?: readonly number[]) {
  const lab = scriptedLab(scripts);
  const asked = request(lab, 2);
  const one = pass(2);
  const plain = { ...one, protocol: { ...one.protocol, looks: looks ?? [] } };
  const forced = { ...plain, id: 'thermal', protocol: { ...plain.protocol, forcedThermal: 'serious' as const } };
  const arms: readonly Arm[] = looks === undefined ? ['candidate'] : ['baseline', 'candidate'];
  const reference = looks === undefined ? asked.header.reference : measuredBeside(build('baseline'));
  const suite = { ...asked.header.suite, passes: [forced, plain] };
  const deviceIds = asked.header.devices.map(({ id }) => id);
  const plan = makePlan({ suite, deviceIds, arms, seed: 1, chance: () => () => 0 });
  const dataset = asked.datasets.get('latency');
  if (dataset === undefined) throw new Error('the fixture has no dataset');
  const datasets = new Map([
    ['latency', dataset],
    ['thermal', dataset],
  ]);
  const result = await measureRun({ ...asked, plan, datasets, header: { ...asked.header, reference, suite } });
  return { ...result, lab, events: asked.events };
}

const only =
  (...states: readonly ForcedThermal[]) =>
  async (): Promise<readonly ForcedThermal[]> =>
    states;
const hot = measured('serious');
const passesOf = ({ lab }: Awaited<ReturnType<typeof run>>): readonly string[] =>
  lab.asked.map(({ request: { pass: own } }) => own.id);

test('on a phone that cannot be forced into the state no launch of the pass is made, and the run says so and is complete', async () => {
  const ended = await run({ a: { outcomes: [measured()], forcedThermals: only('fair') } });
  expect(passesOf(ended)).toEqual(['latency', 'latency']);
  expect(ended.run.isComplete).toBe(true);
  expect(ended.run.devices[0]?.capabilities.forcedThermal).toEqual(['fair']);
  expect(completenessOf(ended.run)).toMatchObject([
    { passId: 'thermal', planned: 2, measured: 0, skipped: 2, missing: [] },
    { passId: 'latency', planned: 2, measured: 2, skipped: 0, missing: [] },
  ]);
  expect(ended.events.filter(({ kind }) => kind === 'inapplicable')).toMatchObject([{ passes: [{ id: 'thermal' }] }]);
  // Neither the file of the run nor its parts contradict each other.
  expect(parseRun(JSON.parse(JSON.stringify(ended.run)), 'it')).toEqual(ended.run);
});

test('on a device that is known to have no such state nothing is asked, and a run of nothing else opens no session', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] } });
  const asked = request(lab, 2);
  const devices = asked.header.devices.map((own) => {
    const { forcedThermal: _, ...capabilities } = own.capabilities;
    return { ...own, capabilities };
  });
  const one = pass(2);
  const forced = { ...one, protocol: { ...one.protocol, forcedThermal: 'serious' as const } };
  const header = { ...asked.header, devices, suite: { ...asked.header.suite, passes: [forced] } };
  const { run: own } = await measureRun({ ...asked, header });
  expect(lab).toMatchObject({ opened: 0, launches: 0 });
  expect(own).toMatchObject({ isComplete: true, launches: [], devices });
  expect(asked.events).toMatchObject([{ kind: 'inapplicable', passes: [{ id: 'latency' }] }]);
  expect(planLaunches(header, ['candidate']).devices).toEqual([{ deviceId: 'a', slots: [] }]);
});

test('heat is data where a state is forced, but a launch in which the app saw a cooler one is not of that state', async () => {
  expect(outcomesOf((await run({ a: { outcomes: [hot, measured('critical'), measured()] } })).run)).toEqual(
    Array.from({ length: 4 }, () => 'measured'),
  );
  const lost = await run({ a: { outcomes: [measured('fair'), hot, hot, measured()] } });
  expect(lost.run.launches[0]?.outcome).toEqual({
    kind: 'invalid',
    reason: 'thermal',
    message: 'thermal state was fair during the launch, not serious as forced',
  });
  expect(outcomesOf(lost.run)).toEqual(['invalid', 'measured', 'measured', 'measured', 'measured']);
});

test('a phone must be cool by its own state before a state is forced', async () => {
  const { run: own } = await run({ a: { outcomes: [hot, hot, measured()], thermals: ['serious', 'fair', 'nominal'] } });
  expect(own.launches.map(({ before }) => before?.thermal)).toEqual(['nominal', 'nominal', 'nominal', 'nominal']);
});

test('what a phone can be forced into is asked once it is open, and not where no pass needs it', async () => {
  let times = 0;
  const forcedThermals = async (): Promise<readonly ForcedThermal[]> => {
    times += 1;
    return ['serious'];
  };
  const lab = scriptedLab({ a: { outcomes: [measured()], forcedThermals } });
  const { run: plain } = await measureRun(request(lab, 1));
  expect(times).toBe(0);
  expect(plain.devices).toEqual(lab.driver.devices());
  const ended = await run({ a: { outcomes: [hot, unplugged, hot, measured()], forcedThermals } });
  // Once launched under the state, a phone that was opened again is not asked anew.
  expect(ended.lab.opened).toBe(2);
  expect(times).toBe(1);
});

test('two phones of a model, one of which cannot be forced, never wait for each other at the looks of two passes', async () => {
  const scripts = {
    a: { outcomes: [measured()], forcedThermals: only() },
    b: { outcomes: [hot, hot, hot, hot, measured()] },
  };
  const ended = await run(scripts, [1]);
  expect(ended.lost).toEqual([]);
  expect(ended.run.launches).toHaveLength(4 + 8);
});

test('a launch that prepares a phone is not forced', () => {
  const one = pass(1);
  const { pass: prepared } = preparationOf({
    nonce: 'n',
    artefact: '/builds/candidate.ipa',
    build: request(scriptedLab({ a: { outcomes: [] } }), 1).header.candidate,
    pass: { ...one, protocol: { ...one.protocol, forcedThermal: 'serious' } },
    dataset: { id: 'd', subset: 'all', manifestSha256: 'm', licence: null, evaluator: 'vqa-2016', questions: 1 },
    questions: [],
  });
  expect(prepared.protocol).not.toHaveProperty('forcedThermal');
});
