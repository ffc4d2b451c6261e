/** Real inference on this machine: what the runtime computes of a sample build, by operator. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { BUILDS } from '#devices/virtual-iphone/app/builds.ts';
import { operatorChanges } from '#harness/compare/model/operator-changes.ts';
import { takeOperatorTimes } from '#harness/measure/take-operator-times.ts';
import { localArtefacts } from '#harness/store/local-artefacts.ts';
import smoke from '#suites/smoke.suite.ts';
import { hostDriver } from './driver.ts';

const NANO = join(import.meta.dirname, '../virtual-iphone/app/models/nano');
const folder = mkdtempSync(join(tmpdir(), 'operator-times-test-'));
const driver = hostDriver({ claim: () => () => {}, tools: {} });
afterAll(async () => {
  await driver.close();
  rmSync(folder, { recursive: true });
});

test('of an encoder without graph optimisation, the operators are named that its reference has merged', async () => {
  const slow = join(folder, 'slow');
  cpSync(NANO, slow, { recursive: true });
  writeFileSync(join(slow, 'runtime.json'), JSON.stringify(BUILDS['slow-encoder'].options));
  const builds = { baseline: await driver.inspect(NANO), candidate: await driver.inspect(slow) };
  const [device] = driver.devices();
  const [pass] = smoke.passes;
  if (device === undefined || pass === undefined) throw new Error('nothing to measure with');
  let launches = 0;
  const times = await takeOperatorTimes({
    device,
    driver,
    pass,
    dataset: await shapesVqa().load('smoke'),
    builds,
    artefacts: localArtefacts({ [builds.baseline.id]: NANO, [builds.candidate.id]: slow }),
    nonce: () => `launch-${(launches += 1)}`,
    signal: new AbortController().signal,
  });
  const [changes] = operatorChanges({ operatorTimes: [times] });
  expect(changes).toMatchObject({ deviceId: 'host', passId: pass.id, questions: 4, unknown: [] });
  const encoder = changes?.graphs.find(({ name }) => name === 'onnx/vision_encoder.onnx');
  const onlyIn = (arm: 'baseline' | 'candidate'): readonly string[] => {
    const other = arm === 'baseline' ? 'candidate' : 'baseline';
    return (encoder?.operators ?? []).filter((each) => each[other] === null).map(({ operator }) => operator);
  };
  expect(onlyIn('baseline')).toContain('Gelu');
  expect(onlyIn('candidate')).toContain('Erf');
  const decoder = changes?.graphs.find(({ name }) => name === 'onnx/decoder_model_merged.onnx');
  for (const { baseline, candidate } of decoder?.operators ?? []) expect(candidate?.calls).toBe(baseline?.calls);
});
