import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentPlan, IterationEvent, PlannedIteration } from '#devices/agent/protocol.ts';
import { AGENT_PROTOCOL } from '#devices/agent/protocol.ts';
import type { ThermalState } from '#harness/domain/device.ts';
import { AgentError } from './agent-error.ts';
import { answerQuestion } from './answer.ts';
import type { AppBundle } from './app-bundle.ts';
import { nanosecondsSinceStart } from './clock.ts';
import type { EventLog } from './event-log.ts';
import type { FaultInjector } from './fault-injector.ts';
import { prepareDecoder } from '#datasets/image/decode.ts';
import { collectGarbage, footprintBytes, peakFootprintBytes } from './memory.ts';
import { paceOf } from './pace.ts';
import { readPhoneState } from './phone.ts';
import { VisionLanguageModel } from '#devices/virtual-iphone/app/vlm/vision-language-model.ts';

const AGENT = { name: 'FastVLMBench', version: '1' };

/** The name by which a plan asks for whatever model the build holds. */
const ANY_MODEL = 'default';

/** Rounds after which V8 has compiled the pre-processing; measured, with some to spare. */
const COMPILING_ROUNDS = 40;

/** Where a launch runs: the app's files and what it tells the harness. */
export type Surroundings = {
  readonly bundle: AppBundle;
  readonly documents: string;
  readonly phoneStatePath: string | undefined;
  readonly log: EventLog;
  readonly faults: FaultInjector;
};

/** Works one plan off and writes its events; throws AgentError where it has to give up. */
export class Agent {
  readonly #plan: AgentPlan;
  readonly #around: Surroundings;
  readonly #images = new Map<string, Uint8Array>();
  #thermal: ThermalState;
  #index = 0;
  #loads = 0;

  constructor(plan: AgentPlan, around: Surroundings) {
    this.#plan = plan;
    this.#around = around;
    this.#thermal = readPhoneState(around.phoneStatePath).thermal;
  }

  async run(): Promise<void> {
    const { log, faults, bundle } = this.#around;
    this.#greet();
    log.flush();
    if (this.#plan.model !== ANY_MODEL && this.#plan.model !== bundle.options.model) {
      throw new AgentError('MODEL_NOT_FOUND', `This build holds ${bundle.options.model}, not ${this.#plan.model}.`);
    }
    await this.#readImages();
    const stopSampling = this.#sampleFootprint();
    try {
      for (let cycle = 0; cycle < this.#plan.cycles; cycle += 1) await this.#runCycle(cycle);
    } finally {
      stopSampling();
    }
    const { user, system } = process.cpuUsage();
    const totals = { peakFootprintBytes: peakFootprintBytes(), cpuTimeMs: (user + system) / 1000 };
    log.finish(totals, faults.tornBytes);
  }

  #greet(): void {
    const { bundle, phoneStatePath, log, faults } = this.#around;
    const phone = readPhoneState(phoneStatePath);
    log.append({
      event: 'hello',
      protocol: AGENT_PROTOCOL,
      nonce: this.#plan.nonce,
      agent: AGENT,
      app: {
        bundleId: bundle.bundleId,
        version: bundle.version,
        build: bundle.buildNumber,
        binaryUuid: faults.fingerprint(bundle.binaryUuid),
      },
      models: bundle.models,
      device: { model: phone.model, osVersion: phone.osVersion, osBuild: phone.osBuild },
      thermal: phone.thermal,
      lowPowerMode: phone.lowPowerMode,
    });
  }

  /** All images are in memory before the first question, so that no question waits for the disk. */
  async #readImages(): Promise<void> {
    for (const { image } of this.#plan.iterations) {
      if (this.#images.has(image)) continue;
      const bytes = readImage(join(this.#around.documents, this.#plan.data, image), image);
      await prepareDecoder(bytes);
      this.#images.set(image, bytes);
    }
  }

  async #runCycle(cycle: number): Promise<void> {
    const model = await this.#load();
    if (cycle === 0) await this.#compile(model);
    const { warmupIterations, iterations, sustainForMs } = this.#plan;
    const warmups = cycle === 0 ? warmupIterations : 0;
    for (let count = 0; count < warmups; count += 1) {
      await this.#ask(model, this.#planned(count), 'warmup', cycle);
    }
    const startNs = nanosecondsSinceStart();
    const isOver = (asked: number): boolean =>
      sustainForMs === null ? asked >= iterations.length : nanosecondsSinceStart() - startNs >= sustainForMs * 1e6;
    for (let asked = 0; asked === 0 || !isOver(asked); asked += 1) {
      await this.#ask(model, this.#planned(asked), 'measured', cycle);
    }
    if (this.#plan.cycles > 1) await this.#unload(model);
  }

  /**
   * An iPhone app is compiled before it is installed, this one while it runs. Until V8 has compiled the pre-processing,
   * the only stage that is computed in JavaScript, its times say more about the compiler than about the build.
   */
  async #compile(model: VisionLanguageModel): Promise<void> {
    const file = this.#images.get(this.#planned(0).image) ?? new Uint8Array();
    for (let round = 0; round < COMPILING_ROUNDS; round += 1) await model.preprocess(file);
  }

  #planned(position: number): PlannedIteration {
    const planned = this.#plan.iterations[position % this.#plan.iterations.length];
    if (planned === undefined) throw new AgentError('PLAN_INVALID', 'plan.iterations is empty.');
    return planned;
  }

  async #load(): Promise<VisionLanguageModel> {
    const { bundle, log, phoneStatePath } = this.#around;
    const pace = paceOf(readPhoneState(phoneStatePath).speedFactor);
    const startNs = nanosecondsSinceStart();
    const model = await VisionLanguageModel.load(bundle.modelFolder, bundle.options, this.#plan.imageSizePx);
    const endNs = pace(startNs);
    const bytes = footprintBytes();
    log.append({
      event: 'load',
      startNs,
      endNs,
      cache: this.#loads === 0 ? 'cold' : 'warm',
      footprintBytes: bytes,
    });
    log.append({ event: 'footprint', atNs: nanosecondsSinceStart(), bytes, mark: 'afterLoad' });
    log.flush();
    this.#loads += 1;
    return model;
  }

  async #unload(model: VisionLanguageModel): Promise<void> {
    const { log } = this.#around;
    const startNs = nanosecondsSinceStart();
    await model.release();
    const endNs = nanosecondsSinceStart();
    collectGarbage();
    const bytes = footprintBytes();
    log.append({ event: 'unload', startNs, endNs, footprintBytes: bytes });
    log.append({ event: 'footprint', atNs: nanosecondsSinceStart(), bytes, mark: 'afterUnload' });
    log.flush();
  }

  async #ask(
    model: VisionLanguageModel,
    planned: PlannedIteration,
    phase: IterationEvent['phase'],
    cycle: number,
  ): Promise<void> {
    const { log, phoneStatePath, faults } = this.#around;
    this.#checkDeadline();
    await faults.beforeIteration(this.#index);
    const phone = readPhoneState(phoneStatePath);
    if (phone.thermal !== this.#thermal) {
      log.append({ event: 'thermal', atNs: nanosecondsSinceStart(), state: phone.thermal });
      this.#thermal = phone.thermal;
    }
    const file = this.#images.get(planned.image) ?? new Uint8Array();
    const question = this.#plan.promptTemplate.replaceAll('{question}', () => planned.question);
    const answer = await answerQuestion(model, file, question, this.#plan, paceOf(phone.speedFactor));
    log.append({
      event: 'iteration',
      index: this.#index,
      phase,
      cycle,
      questionId: planned.questionId,
      ...faults.answer(answer),
      thermal: phone.thermal,
    });
    log.flush();
    this.#index += 1;
  }

  #checkDeadline(): void {
    if (nanosecondsSinceStart() > this.#plan.deadlineMs * 1e6) {
      throw new AgentError('DEADLINE', `${this.#index} iterations were done after ${this.#plan.deadlineMs} ms.`);
    }
  }

  /** Samples gather in memory and reach the disk between iterations with everything else. */
  #sampleFootprint(): () => void {
    const { footprintIntervalMs } = this.#plan.record;
    if (footprintIntervalMs === null) return () => undefined;
    const sample = (): void =>
      this.#around.log.append({ event: 'footprint', atNs: nanosecondsSinceStart(), bytes: footprintBytes() });
    const timer = setInterval(sample, footprintIntervalMs);
    return () => clearInterval(timer);
  }
}

/** Images are named by their hash: one that arrived damaged is noticed before it changes an answer. */
function readImage(path: string, name: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new AgentError('DATA_MISSING', `The image ${name} is not there.`, cause);
  }
  const expected = /^([0-9a-f]{64})\./.exec(name)?.[1];
  if (expected !== undefined && createHash('sha256').update(bytes).digest('hex') !== expected) {
    throw new AgentError('DATA_INVALID', `The image ${name} is not what its name says.`);
  }
  return bytes;
}
