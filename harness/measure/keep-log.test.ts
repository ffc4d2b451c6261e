import { expect, test } from 'vitest';
import type { Evidence } from '#harness/domain/evidence.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { DeviceDriver, DeviceSession } from '#harness/ports/device.ts';
import type { KeptLogs } from '#harness/ports/store.ts';
import { measureRun } from './measure-run.ts';
import { memoryJournal } from './in-memory.fixture.ts';
import { crash, measured, request, scriptedLab, unplugged } from './scripted-device.fixture.ts';

const SAID: readonly Evidence[] = [{ title: 'Log of Appium', text: 'it said this' }];

function memoryLogs(): KeptLogs & { readonly kept: Map<string, readonly Evidence[]> } {
  const kept = new Map<string, readonly Evidence[]>();
  return {
    kept,
    keep: async (name, pieces) => {
      kept.set(name, pieces);
      return `logs/${name}.log`;
    },
  };
}

/** A driver whose launches all say something. */
function talking(driver: DeviceDriver): DeviceDriver {
  return {
    ...driver,
    open: async (...parameters) => {
      const session = await driver.open(...parameters);
      const launch: DeviceSession['launch'] = async (...given) => ({
        ...(await session.launch(...given)),
        evidence: SAID,
      });
      return { ...session, launch };
    },
  };
}

test('the log of a failed launch is kept, and the launch says where, in the journal too', async () => {
  const [journal, logs] = [memoryJournal(), memoryLogs()];
  const asked = request(scriptedLab({ a: { outcomes: [unplugged, crash, measured()] } }), 2, { journal });
  const { run } = await measureRun({ ...asked, logs, driverOf: (id) => talking(asked.driverOf(id)) });
  const named = run.launches.map(({ outcome }) => (outcome.kind === 'failed' ? outcome.fault.log : null));
  expect(named).toEqual([
    expect.stringMatching(/^logs\/a-latency-block-1-candidate-try-1-\w+\.log$/),
    expect.stringMatching(/^logs\/a-latency-block-1-candidate-try-2-\w+\.log$/),
    null,
  ]);
  expect([...logs.kept.values()]).toEqual([SAID, SAID]);
  expect(journal.lines).toEqual(run.launches);
});

test('a device that cannot be opened names the log of the last try', async () => {
  const logs = memoryLogs();
  const asked = request(scriptedLab({ a: { outcomes: [] } }), 1);
  const closed = async (): Promise<DeviceSession> => {
    throw new BenchError('DEVICE_UNAVAILABLE', 'a cannot be used', { remedy: 'plug it in', evidence: SAID });
  };
  const driverOf = (id: string): DeviceDriver => ({ ...asked.driverOf(id), open: closed });
  const { lost } = await measureRun({ ...asked, logs, driverOf });
  expect(lost[0]?.error).toMatchObject({
    code: 'DEVICE_UNAVAILABLE',
    message: expect.stringMatching(/^a cannot be used \(log: logs\/a-not-opened-\w+\.log\)$/),
    remedy: 'plug it in',
  });
  expect(logs.kept.size).toBe(1);
});

test('without a place for logs, or without anything to keep, a fault names none', async () => {
  const asked = request(scriptedLab({ a: { outcomes: [crash] } }), 1);
  const silent = await measureRun({ ...asked, logs: { keep: async () => null } });
  expect(silent.run.launches[0]?.outcome).toEqual(crash);
});
