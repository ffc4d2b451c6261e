import { once } from 'node:events';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import type { AgentPlan } from '#devices/agent/protocol.ts';
import { BUILDS } from './builds.ts';
import { InstalledApp, planFor, type RunningApp, STATE } from './installed-app.fixture.ts';
import type { BuildFault } from './build-fault.ts';

let plan: AgentPlan;
let app: InstalledApp | null = null;

beforeAll(async () => {
  plan = planFor((await shapesVqa().load('captions')).questions.slice(0, 3));
});
afterEach(() => app?.close());

async function start(fault: BuildFault): Promise<RunningApp> {
  app = await new InstalledApp().install(BUILDS.reference, fault);
  app.setState({ ...STATE, memoryBytes: 400 * 2 ** 20 });
  return app.start(plan);
}

test('a crashing build dies by a signal and leaves what it had written', async () => {
  const running = await start({ kind: 'crash', afterIterations: 2 });
  const [, signal] = (await once(running.child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGABRT');
  const events = running.events().toString();
  expect(events.match(/"event":"iteration"/g)).toHaveLength(2);
  expect(events).not.toContain('"event":"done"');
});

test('a hanging build goes on living and writes no more', async () => {
  const running = await start({ kind: 'hang', afterIterations: 1 });
  await running.hasWritten('"event":"iteration"');
  expect(running.child.exitCode).toBeNull();
  expect(running.events().toString()).not.toContain('"event":"done"');
});

test('an allocating build grows until it is killed, or gives up at the phone memory', async () => {
  const running = await start({ kind: 'allocate', bytesPerIteration: 128 * 2 ** 20 });
  expect(await running.finished()).toMatchObject({ kind: 'broken', code: 'AGENT_OUT_OF_MEMORY' });
});

test('a torn last line stays torn', async () => {
  const running = await start({ kind: 'tornLastLine' });
  await running.hasWritten('"event":"done"');
  expect(running.events().at(-1)).not.toBe(0x0a);
});

test('a wrong fingerprint is no hash of the executable', async () => {
  const reading = await (await start({ kind: 'wrongFingerprint' })).finished();
  expect(reading).toMatchObject({
    kind: 'complete',
    record: { fingerprint: { identity: { binaryUuid: '0'.repeat(64) } } },
  });
});

test('spans that are no numbers are found malformed', async () => {
  const reading = await (await start({ kind: 'notANumber' })).finished();
  expect(reading).toMatchObject({ kind: 'broken', code: 'EVENTS_MALFORMED' });
});
