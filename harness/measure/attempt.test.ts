import { expect, test } from 'vitest';
import { aDevice } from '#harness/compare/run.fixture.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { exampleLaunch } from '#harness/store/run.fixture.ts';
import { attemptLaunch } from './attempt.ts';
import { patientClock } from './in-memory.fixture.ts';
import { build, dataset, measured, pass, state, tellsNoPower } from './scripted-device.fixture.ts';

test('a phone that falls silent because the run is stopped is not called lost', async () => {
  const stop = new AbortController();
  const attempting = attemptLaunch({
    session: {
      device: aDevice('a'),
      state: async () => {
        // The signal that stops the run has ended the server through which the phone is asked.
        stop.abort(new Error('stopped by SIGTERM'));
        throw new BenchError('DEVICE_LOST', 'a does not report its state', { remedy: 'Plug it in.' });
      },
      power: tellsNoPower,
      forcedThermals: async () => [],
      sinceInstall: () => 1,
      launch: async () => {
        throw new Error('nothing is launched');
      },
      close: async () => {},
    },
    slot: exampleLaunch(0).slot,
    pass: pass(1),
    build: build('candidate'),
    artefact: '/builds/candidate.ipa',
    dataset: dataset(),
    number: 1,
    nonce: 'nonce',
    freshState: null,
    atRestSinceMs: 0,
    blockSupply: null,
    clock: patientClock(),
    signal: stop.signal,
    onWaiting: () => {},
    onPreparing: () => {},
  });
  await expect(attempting).rejects.toThrow('stopped by SIGTERM');
});

test('a question whose image could not be read is named by the name of its image, not by the hash', async () => {
  const [question] = dataset().questions;
  const questionId = question?.id ?? 0;
  const skipped = [{ phase: 'measured', questionId, image: `${'0'.repeat(64)}.jpg`, reason: 'is broken' }] as const;
  const { launch } = await attemptLaunch({
    session: {
      device: aDevice('a'),
      state: async () => state('nominal'),
      power: tellsNoPower,
      forcedThermals: async () => [],
      sinceInstall: () => 1,
      launch: async () => ({
        outcome: { ...measured(), skipped },
        fingerprint: null,
        lowPowerMode: null,
        timing: { installMs: 0, appMs: 0, totalMs: 0 },
        isSessionLost: false,
      }),
      close: async () => {},
    },
    slot: exampleLaunch(0).slot,
    pass: pass(1),
    build: build('candidate'),
    artefact: '/builds/candidate.ipa',
    dataset: { ...dataset(), questions: dataset().questions.map((each) => ({ ...each, imagePath: '/data/cat.jpg' })) },
    number: 1,
    nonce: 'nonce',
    freshState: null,
    atRestSinceMs: 0,
    blockSupply: null,
    clock: patientClock(),
    signal: new AbortController().signal,
    onWaiting: () => {},
    onPreparing: () => {},
  });
  expect(launch.outcome).toMatchObject({ kind: 'measured', skipped: [{ questionId, image: 'cat.jpg' }] });
});
