import { expect, test } from 'vitest';
import { aBuild, aDevice, aPass } from '#harness/compare/run.fixture.ts';
import type { Question } from '#harness/domain/dataset.ts';
import type { ForcedThermal } from '#harness/domain/device.ts';
import type { LaunchReport } from '#harness/ports/device.ts';
import { AppHostError, type ThermalForcing } from './app-host.ts';
import { MemoryHost } from './memory-host.fixture.ts';
import { AgentSession } from './session.ts';

const build = aBuild('one', { models: [{ name: 'm', sha256: 'f'.repeat(64), bytes: 1 }] });

/** Nothing reads the image. */
const QUESTION: Question = {
  id: 1,
  imageId: 1,
  imageSha256: 'sha',
  imagePath: import.meta.filename,
  text: 'What is it?',
  answerType: 'other',
  questionType: 'what',
  answers: [],
};

/** Notes what it is asked among the commands of its host; a fault of the host with the same name ends it. */
class MemoryForcing implements ThermalForcing {
  readonly #host: MemoryHost;

  constructor(host: MemoryHost) {
    this.#host = host;
  }

  async states(): Promise<readonly ForcedThermal[]> {
    this.#host.do('states');
    return ['serious'];
  }

  async force(state: ForcedThermal): Promise<void> {
    this.#host.do(`force ${state}`);
  }

  async release(): Promise<void> {
    this.#host.do('release');
  }
}

function hostThatForces(): MemoryHost {
  const host = new MemoryHost(aDevice('d'));
  host.thermal = new MemoryForcing(host);
  return host;
}

function sessionOn(host: MemoryHost): AgentSession {
  return new AgentSession({ host, pollMs: 1, graceMs: 1, onClose: () => {} });
}

async function launch(
  session: AgentSession,
  forcedThermal?: ForcedThermal,
  signal = new AbortController().signal,
): Promise<LaunchReport> {
  const pass = aPass('p', []);
  const state = forcedThermal === undefined ? {} : { forcedThermal };
  const protocol = { ...pass.protocol, ...state, warmupIterations: 0, iterationsPerLaunch: 1, launchTimeoutMs: 60_000 };
  const dataset = {
    id: 's',
    subset: 'x',
    manifestSha256: 'm',
    licence: null,
    evaluator: 'none',
    questions: 1,
  } as const;
  return await session.launch(
    { nonce: 'n', build, artefact: '/one.ipa', pass: { ...pass, protocol }, dataset, questions: [QUESTION] },
    signal,
  );
}

const told = ({ commands }: MemoryHost): readonly string[] =>
  commands.filter((command) => /^(?:install|force|launch|release)/.test(command));

const fault = (command: string, isSessionLost: boolean): NonNullable<MemoryHost['fault']> => ({
  command,
  fault: { kind: 'infrastructure', code: 'REFUSED', message: 'It refuses', remedy: 'Ask it.', isSessionLost },
});

test('a state is forced for the launch alone: after the installation, and ended when the app has', async () => {
  const host = hostThatForces();
  const session = sessionOn(host);
  await launch(session, 'serious');
  expect(told(host)).toEqual(['install one', 'force serious', 'launch', 'release']);
  await launch(session);
  expect(told(host).slice(4)).toEqual(['launch']);
});

test('a device that refuses the state is a fault of the lab, and its app is not launched', async () => {
  const host = hostThatForces();
  host.fault = fault('force', false);
  expect(await launch(sessionOn(host), 'serious')).toMatchObject({
    isSessionLost: false,
    outcome: { kind: 'failed', fault: { kind: 'infrastructure', code: 'REFUSED' } },
  });
  expect(told(host)).toEqual(['install one', 'force serious', 'release']);
});

test('the state ends with a launch that fails', async () => {
  const host = hostThatForces();
  host.script = () => ({ written: '', stateAfter: 'notRunning' });
  expect((await launch(sessionOn(host), 'serious')).outcome.kind).toBe('failed');
  expect(told(host).at(-1)).toBe('release');
});

test('the state ends with a launch that is stopped', async () => {
  const host = hostThatForces();
  host.script = () => ({ written: '', stateAfter: 'foreground' });
  const abort = new AbortController();
  const launching = launch(sessionOn(host), 'serious', abort.signal);
  await expect.poll(() => host.commands).toContain('look');
  abort.abort(new Error('enough'));
  await expect(launching).rejects.toThrow('enough');
  expect(told(host).at(-1)).toBe('release');
});

test('a state that cannot be ended costs the session, whose end surely ends it, and not what was measured', async () => {
  const host = hostThatForces();
  host.fault = fault('release', false);
  expect(await launch(sessionOn(host), 'serious')).toMatchObject({
    isSessionLost: true,
    outcome: { kind: 'measured' },
  });
});

test('the states of a device are what it says; one without means for it has none, and one that is gone is lost', async () => {
  const host = hostThatForces();
  expect(await sessionOn(host).forcedThermals()).toEqual(['serious']);
  expect(await sessionOn(new MemoryHost(aDevice('d'))).forcedThermals()).toEqual([]);
  host.fault = fault('states', true);
  await expect(sessionOn(host).forcedThermals()).rejects.toMatchObject({
    code: 'DEVICE_LOST',
    cause: expect.any(AppHostError),
  });
});
