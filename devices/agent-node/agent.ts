import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentPlan, IterationEvent, PlannedIteration } from '#devices/agent/protocol.ts';
import { AGENT_PROTOCOL, AGENT_ROOT } from '#devices/agent/protocol.ts';
import type { ThermalState } from '#harness/domain/device.ts';
import { AgentError } from './agent-error.ts';
import { type Answer, answerQuestion } from './answer.ts';
import type { AgentContext } from './agent-context.ts';
import { prepareDecoder } from '#datasets/image/decode.ts';
import { type FootprintRecorder, recordFootprints } from './footprints.ts';
import { collectGarbage, footprintBytes, peakFootprintBytes } from './memory.ts';
import { readProfiles } from '#devices/agent-node/vlm/graph-profiles.ts';
import { VisionLanguageModel } from '#devices/agent-node/vlm/vision-language-model.ts';

/** The name by which a plan asks for whatever model the build holds. */
const ANY_MODEL = 'default';

const PROFILES_FOLDER = 'profiles';

/** Rounds after which V8 has compiled the pre-processing; measured, with some to spare. */
const COMPILING_ROUNDS = 40;

/** Carries out one plan and writes its events; throws AgentError where it has to give up. */
export class Agent {
  readonly #plan: AgentPlan;
  readonly #context: AgentContext;
  readonly #images = new Map<string, Uint8Array>();
  /** Where profiles of what the operators take are written to; null where the plan does not ask for them. */
  readonly #profiles: string | null;
  /** Hashes of the answers whose tokens were reported. */
  readonly #told = new Set<string>();
  #thermal: ThermalState | undefined;
  #footprints: FootprintRecorder | null = null;
  #index = 0;
  #answered = 0;
  #loads = 0;

  constructor(plan: AgentPlan, context: AgentContext) {
    this.#plan = plan;
    this.#context = context;
    this.#thermal = context.conditions().thermal;
    // The harness removes this folder after the launch.
    const isAsked = plan.record.operatorTimes === true;
    this.#profiles = isAsked ? join(context.documents, AGENT_ROOT, plan.nonce, PROFILES_FOLDER) : null;
  }

  async run(): Promise<void> {
    const { log, hooks, options, clock } = this.#context;
    this.#sayHello();
    log.flush();
    if (this.#plan.model !== ANY_MODEL && this.#plan.model !== options.model) {
      throw new AgentError('MODEL_NOT_FOUND', `This build holds ${options.model}, not ${this.#plan.model}.`);
    }
    await this.#readImages();
    const { footprintIntervalMs } = this.#plan.record;
    this.#footprints = footprintIntervalMs === null ? null : recordFootprints(footprintIntervalMs, log, clock);
    try {
      for (let cycle = 0; cycle < this.#plan.cycles; cycle += 1) await this.#runCycle(cycle);
    } finally {
      this.#footprints?.stop();
    }
    const waitedMs = clock.waitedMs();
    const waited = waitedMs === null ? {} : { waitedMs };
    hooks.finish(log, { peakFootprintBytes: peakFootprintBytes(), cpuTimeMs: clock.cpuTimeMs(), ...waited });
  }

  #sayHello(): void {
    const { identity, log, conditions } = this.#context;
    const { nonce } = this.#plan;
    log.append({ event: 'hello', protocol: AGENT_PROTOCOL, nonce, ...identity, ...conditions() });
  }

  /** All images are in memory before the first question, so that no question waits for the disk. */
  async #readImages(): Promise<void> {
    for (const { image } of this.#plan.iterations) {
      if (this.#images.has(image)) continue;
      const bytes = readImage(join(this.#context.documents, this.#plan.data, image), image);
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
    const isTimeOver = sustainForMs === null ? null : this.#startTimer(sustainForMs);
    const answeredBefore = this.#answered;
    // A round without any answer is followed by no other: none of the images can be read.
    const isOver = (asked: number): boolean =>
      (isTimeOver?.() ?? false) ||
      (asked >= iterations.length && (isTimeOver === null || this.#answered === answeredBefore));
    for (let asked = 0; asked === 0 || !isOver(asked); asked += 1) {
      await this.#ask(model, this.#planned(asked), 'measured', cycle);
    }
    if (this.#profiles !== null) await this.#reportOperators(model, this.#profiles);
    if (this.#plan.cycles > 1) await this.#unload(model);
  }

  async #reportOperators(model: VisionLanguageModel, profiles: string): Promise<void> {
    const { log, options } = this.#context;
    model.endProfiles();
    for (const event of await readProfiles(profiles, options)) log.append(event);
    log.flush();
  }

  /**
   * True once so much time has passed by the app's clock, which counts the work, and by that of the wall, by which the
   * phone renews its telemetry. A busy machine makes a sustained launch longer and does not take work from it.
   */
  #startTimer(durationMs: number): () => boolean {
    const { clock } = this.#context;
    const [startNs, startMs] = [clock.now(), performance.now()];
    return () => clock.now() - startNs >= durationMs * 1e6 && performance.now() - startMs >= durationMs;
  }

  /**
   * An iPhone app is compiled before it is installed, this one while it runs. Until V8 has compiled the pre-processing,
   * the only stage that is computed in JavaScript, its times say more about the compiler than about the build.
   */
  async #compile(model: VisionLanguageModel): Promise<void> {
    for (const file of this.#images.values()) {
      try {
        for (let round = 0; round < COMPILING_ROUNDS; round += 1) await model.preprocess(file);
        return;
      } catch (error) {
        if (!isUnreadable(error)) throw error;
      }
    }
  }

  #planned(position: number): PlannedIteration {
    const planned = this.#plan.iterations[position % this.#plan.iterations.length];
    if (planned === undefined) throw new AgentError('PLAN_INVALID', 'plan.iterations is empty.');
    return planned;
  }

  async #load(): Promise<VisionLanguageModel> {
    const { modelFolder, options, log, hooks, conditions } = this.#context;
    conditions();
    const startNs = this.#context.clock.now();
    if (this.#loads === 0) hooks.beforeFirstLoad();
    const model = await VisionLanguageModel.load(modelFolder, options, this.#plan.imageSizePx, this.#profiles);
    const endNs = this.#context.clock.now();
    const bytes = footprintBytes();
    log.append({
      event: 'load',
      startNs,
      endNs,
      cache: this.#loads === 0 ? 'cold' : 'warm',
      footprintBytes: bytes,
    });
    log.append({ event: 'footprint', atNs: this.#context.clock.now(), bytes, mark: 'afterLoad' });
    log.flush();
    this.#loads += 1;
    return model;
  }

  async #unload(model: VisionLanguageModel): Promise<void> {
    const { log } = this.#context;
    const startNs = this.#context.clock.now();
    await model.release();
    const endNs = this.#context.clock.now();
    collectGarbage();
    const bytes = footprintBytes();
    log.append({ event: 'unload', startNs, endNs, footprintBytes: bytes });
    log.append({ event: 'footprint', atNs: this.#context.clock.now(), bytes, mark: 'afterUnload' });
    log.flush();
  }

  async #ask(
    model: VisionLanguageModel,
    planned: PlannedIteration,
    phase: IterationEvent['phase'],
    cycle: number,
  ): Promise<void> {
    const { log, hooks, clock, conditions } = this.#context;
    const place = { index: this.#index, phase, cycle, questionId: planned.questionId };
    log.append({ event: 'started', ...place, atNs: clock.now() });
    log.flush();
    await hooks.beforeIteration(this.#index);
    this.#checkDeadline();
    const { thermal } = conditions();
    if (thermal !== undefined && thermal !== this.#thermal) {
      log.append({ event: 'thermal', atNs: this.#context.clock.now(), state: thermal });
      this.#thermal = thermal;
    }
    const file = this.#images.get(planned.image) ?? new Uint8Array();
    const question = this.#plan.promptTemplate.replaceAll('{question}', () => planned.question);
    this.#index += 1;
    try {
      const afterPrefill = (atNs: number): void => this.#footprints?.afterPrefill(atNs);
      const answer = await answerQuestion(model, file, question, this.#plan, { clock, afterPrefill });
      const measured = { event: 'iteration', ...place, ...this.#withoutKnownTokens(hooks.answer(answer)) } as const;
      log.append(thermal === undefined ? measured : { ...measured, thermal });
      this.#answered += 1;
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      log.append({ event: 'skipped', ...place, reason: error.message });
    }
    log.flush();
  }

  /** What is asked again and again is told once. */
  #withoutKnownTokens({ tokens, ...answer }: Answer): Answer {
    if (tokens === undefined || this.#told.has(answer.tokenIds)) return answer;
    this.#told.add(answer.tokenIds);
    return { ...answer, tokens };
  }

  #checkDeadline(): void {
    if (this.#context.clock.now() > this.#plan.deadlineMs * 1e6) {
      throw new AgentError('DEADLINE', `${this.#index} iterations were done after ${this.#plan.deadlineMs} ms.`);
    }
  }
}

/** An image that cannot be made pixels of costs its question, not the launch. */
function isUnreadable(error: unknown): error is AgentError {
  return error instanceof AgentError && error.code === 'DATA_INVALID';
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
    throw new AgentError('DATA_MISSING', `The image ${name} is not what its name says: it arrived damaged.`);
  }
  return bytes;
}
