import { expect, test } from 'vitest';
import { suiteSchema } from '#harness/domain/suite.ts';
import { measureRun } from './measure-run.ts';
import { patientClock } from './in-memory.fixture.ts';
import { measured, outcomesOf, pass, request, type Script, scriptedLab } from './scripted-device.fixture.ts';
import { preparationOf } from './prepare.ts';

const REST_MS = 600_000;
const LAUNCH_MS = 30_000;

/** A run of a pass with sustained load whose launches take half a minute by the clock. */
async function sustained(script: Partial<Script>, protocol: { readonly sustainMs?: number; readonly restMs?: number }) {
  const clock = patientClock();
  const launchedAtMs: number[] = [];
  const onLaunch = (): void => {
    launchedAtMs.push(clock.monotonicMs());
    void clock.sleep(LAUNCH_MS);
  };
  const lab = scriptedLab({ a: { outcomes: [measured()], onLaunch, ...script } });
  const { sustainMs, restMs } = protocol;
  const one = pass(3);
  const asked = request(lab, 3, { clock });
  const own = {
    ...one,
    protocol: {
      ...one.protocol,
      ...(sustainMs === undefined ? {} : { sustainMs }),
      readiness: { ...one.protocol.readiness, ...(restMs === undefined ? {} : { restMs }) },
    },
  };
  const header = { ...asked.header, suite: { ...asked.header.suite, passes: [own] } };
  const { run } = await measureRun({ ...asked, header });
  return { run, launchedAtMs, events: asked.events };
}

test('a phone rests before every launch, the first one included, for as long as the pass asks', async () => {
  const { launchedAtMs, events } = await sustained({}, { restMs: REST_MS });
  expect(launchedAtMs).toEqual([600_000, 1_230_000, 1_860_000]);
  const message = 'the phone rests for 10 minutes, as before every launch of this pass';
  expect(events.filter((event) => event.kind === 'waiting')).toMatchObject(
    Array.from({ length: 3 }, () => ({ message })),
  );
});

test('without a rest launches follow each other', async () => {
  const { launchedAtMs } = await sustained({}, {});
  expect(launchedAtMs).toEqual([0, 30_000, 60_000]);
});

test('after its rest a phone must be cool, too: a warm one is asked again and waited for', async () => {
  // It is cool after the first launch, warm once more when the rest is over, and then cool.
  const thermals = ['nominal', 'nominal', 'fair', 'nominal'] as const;
  const { run, launchedAtMs } = await sustained({ thermals }, { restMs: REST_MS });
  expect(launchedAtMs).toEqual([600_000, 1_235_000, 1_865_000]);
  expect(run.launches.map(({ before }) => before?.thermal)).toEqual(['nominal', 'nominal', 'nominal']);
});

test('heat during a launch is data under sustained load and makes any other launch invalid', async () => {
  const hot = { outcomes: [measured('serious')] };
  expect(outcomesOf((await sustained(hot, { sustainMs: 600_000 })).run)).toEqual(['measured', 'measured', 'measured']);
  expect((await sustained(hot, {})).run.launches[0]?.outcome).toMatchObject({ kind: 'invalid', reason: 'thermal' });
});

test('a launch that prepares a phone is short, whatever its pass asks', () => {
  const one = pass(1);
  const { pass: prepared } = preparationOf({
    nonce: 'n',
    artefact: '/builds/candidate.ipa',
    build: { ...request(scriptedLab({ a: { outcomes: [] } }), 1).header.candidate },
    pass: { ...one, protocol: { ...one.protocol, sustainMs: 600_000 } },
    dataset: { id: 'd', subset: 'all', manifestSha256: 'm', licence: null, evaluator: 'vqa-2016', questions: 1 },
    questions: [],
  });
  expect(prepared.protocol).not.toHaveProperty('sustainMs');
});

test('runs of before there was sustained load are read as they are', () => {
  const suite = { id: 's', version: 1, title: '', margins: [], passes: [pass(1)] };
  expect(suiteSchema.parse(suite)).toEqual(suite);
});
