import type { Fingerprint } from '#harness/domain/build.ts';
import {
  type Footprint,
  type Iteration,
  type ModelLoad,
  type SkippedQuestion,
  type Span,
  STAGES,
  type ThermalChange,
  type Unload,
} from '#harness/domain/measured.ts';
import type { GraphTimes } from '#harness/domain/operator-times.ts';
import { checkAnswers } from './answers.ts';
import { stageChecksumsOf } from './checksums.ts';
import { EventsFault, excerpt } from './events-fault.ts';
import { graphTimesOf } from './graph-times.ts';
import { displayOf, identityOf } from './hello.ts';
import type {
  AgentPlan,
  DoneEvent,
  ErrorEvent,
  HelloEvent,
  IterationEvent,
  LoadEvent,
  SkippedEvent,
  StartedEvent,
  UnloadEvent,
} from './protocol.ts';
import type { ReadEvent } from './read-event.ts';
import type { Recorded } from './recorded.ts';
import { checkTokens } from './token-times.ts';

const ERROR_CODE = /^[A-Z][A-Z0-9_]{0,39}$/;

type HelloPart = 'fingerprint' | 'thermalAtStart' | 'lowPowerMode' | 'memoryLimitBytes' | 'display' | 'charging';
const NO_HELLO: Pick<Recorded, HelloPart> = {
  fingerprint: null,
  thermalAtStart: null,
  lowPowerMode: null,
  memoryLimitBytes: null,
  display: null,
  charging: null,
};
type Asked = Pick<Iteration, 'index' | 'phase' | 'cycle' | 'questionId'>;

/** Takes the events of one file in their order and refuses the first one that cannot be true. */
export class EventRecorder {
  readonly #plan: AgentPlan;
  readonly #loads: ModelLoad[] = [];
  readonly #unloads: Unload[] = [];
  readonly #iterations: Iteration[] = [];
  readonly #skipped: SkippedQuestion[] = [];
  /** Iterations and skipped questions, in their order. */
  readonly #asked: Asked[] = [];
  readonly #footprints: Footprint[] = [];
  readonly #thermalChanges: ThermalChange[] = [];
  readonly #stateChanges: Recorded['stateChanges'][number][] = [];
  readonly #powerChanges: Recorded['powerChanges'][number][] = [];
  readonly #operators: GraphTimes[] = [];
  #running: Recorded['running'] = null;
  #hello: Pick<Recorded, HelloPart> | null = null;
  /** End of the latest load, iteration or unload: they follow one another and never overlap. */
  #workedUntilNs = 0;

  constructor(plan: AgentPlan) {
    this.#plan = plan;
  }

  get recorded(): Recorded {
    return {
      ...(this.#hello ?? NO_HELLO),
      loads: this.#loads,
      unloads: this.#unloads,
      running: this.#running,
      iterations: this.#iterations,
      skipped: this.#skipped,
      footprints: this.#footprints,
      thermalChanges: this.#thermalChanges,
      stateChanges: this.#stateChanges,
      powerChanges: this.#powerChanges,
      operators: this.#operators,
    };
  }

  /** An event of an unknown kind is ignored. */
  take(event: Exclude<ReadEvent, DoneEvent>): void {
    if (event.event === 'error') throw toFault(event);
    if (event.event === 'hello') return this.#takeHello(event);
    if (this.#hello === null) {
      const kind = event.event === 'unknown' ? event.kind : event.event;
      throw new EventsFault('EVENTS_ORDER', `The first event is ${excerpt(kind)}, not hello.`);
    }
    switch (event.event) {
      case 'load':
        return this.#load(event);
      case 'started':
        return this.#start(event);
      case 'iteration':
        return this.#iterate(event);
      case 'skipped':
        return this.#skip(event);
      case 'unload':
        return this.#unload(event);
      case 'footprint':
        this.#footprints.push({ atNs: event.atNs, bytes: event.bytes, mark: event.mark ?? null });
        return;
      case 'thermal':
        this.#thermalChanges.push({ atNs: event.atNs, state: event.state });
        return;
      case 'state':
        this.#stateChanges.push({ atNs: event.atNs, state: event.state });
        return;
      case 'lowPowerMode':
        this.#powerChanges.push({ atNs: event.atNs, isOn: event.isOn });
        return;
      case 'operators':
        if (this.#plan.record.operatorTimes === true) this.#operators.push(graphTimesOf(event, this.#operators.length));
        return;
      case 'unknown':
        return;
    }
  }

  /** Holds the whole file against the plan; an app that did less or other work than asked is not measured. */
  finish(): Fingerprint {
    const fingerprint = this.#hello?.fingerprint ?? null;
    if (fingerprint === null) throw new EventsFault('EVENTS_ORDER', 'The file is done without a hello.');
    const { cycles, warmupIterations } = this.#plan;
    if (this.#loads.length !== cycles) {
      throw new EventsFault('EVENTS_PLAN', `The plan asks for ${cycles} cycles; the app ran ${this.#loads.length}.`);
    }
    if (cycles > 1 && this.#unloads.length !== cycles) {
      throw new EventsFault(
        'EVENTS_PLAN',
        `The app loaded ${cycles} times and unloaded ${this.#unloads.length} times.`,
      );
    }
    const warmups = this.#asked.filter(({ phase }) => phase === 'warmup');
    const inFirstCycle = warmups.filter(({ cycle }) => cycle === 0);
    if (inFirstCycle.length !== warmupIterations || warmups.length !== warmupIterations) {
      const message = `The plan asks for ${warmupIterations} warm-ups in the first cycle; the app ran ${inFirstCycle.length} there and ${warmups.length - inFirstCycle.length} later.`;
      throw new EventsFault('EVENTS_PLAN', message);
    }
    this.#checkQuestions(warmups);
    for (let cycle = 0; cycle < cycles; cycle += 1) this.#checkCycle(cycle);
    checkAnswers(this.#iterations, this.#plan);
    return fingerprint;
  }

  #takeHello(hello: HelloEvent): void {
    const { nonce, agent, app, models, device } = hello;
    const { thermal = null, lowPowerMode = null, memoryLimitBytes = null, charging = null } = hello;
    if (this.#hello !== null) throw new EventsFault('EVENTS_ORDER', 'The file says hello twice.');
    const fingerprint: Fingerprint = {
      nonce,
      agent: `${agent.name} ${agent.version}`,
      version: app.version,
      models,
      deviceModel: device.model,
      osVersion: device.osVersion,
      osBuild: device.osBuild,
      identity: identityOf(hello),
    };
    const display = displayOf(hello);
    this.#hello = { fingerprint, thermalAtStart: thermal, lowPowerMode, memoryLimitBytes, display, charging };
  }

  #load(event: LoadEvent): void {
    if (this.#loads.length > this.#unloads.length) {
      throw new EventsFault('EVENTS_ORDER', 'The model is loaded a second time without an unload between.');
    }
    const { startNs, endNs, cache, footprintBytes, computeUnits } = event;
    this.#advance('load', startNs, endNs);
    const units = computeUnits === undefined || computeUnits === null ? {} : { computeUnits };
    this.#loads.push({ startNs, endNs, cache, footprintBytes, ...units });
  }

  #unload(event: UnloadEvent): void {
    if (this.#loads.length <= this.#unloads.length) {
      throw new EventsFault('EVENTS_ORDER', 'The model is unloaded without having been loaded.');
    }
    const { startNs, endNs, footprintBytes } = event;
    this.#advance('unload', startNs, endNs);
    this.#unloads.push({ startNs, endNs, footprintBytes });
  }

  #start({ index, phase, questionId }: StartedEvent): void {
    if (index !== this.#asked.length) {
      throw new EventsFault(
        'EVENTS_ORDER',
        `Iteration ${index} starts in the place of iteration ${this.#asked.length}.`,
      );
    }
    this.#running = { index, phase, questionId };
  }

  /** What an iteration and a skipped question have in common: its place. */
  #ask({ index, cycle, phase, questionId }: IterationEvent | SkippedEvent): Asked {
    const what = `Iteration ${index}`;
    if (this.#loads.length <= this.#unloads.length)
      throw new EventsFault('EVENTS_ORDER', `${what} runs without a model.`);
    if (index !== this.#asked.length) {
      throw new EventsFault('EVENTS_ORDER', `${what} is in the place of iteration ${this.#asked.length}.`);
    }
    if (cycle !== this.#loads.length - 1) {
      throw new EventsFault('EVENTS_ORDER', `${what} says cycle ${cycle}; it is cycle ${this.#loads.length - 1}.`);
    }
    const before = this.#asked.at(-1);
    if (phase === 'warmup' && before?.phase === 'measured' && before.cycle === cycle) {
      throw new EventsFault('EVENTS_ORDER', `${what} is a warm-up after a measured one.`);
    }
    const asked: Asked = { index, phase, cycle, questionId };
    this.#asked.push(asked);
    this.#running = null;
    return asked;
  }

  #skip(event: SkippedEvent): void {
    const { phase, questionId } = this.#ask(event);
    const image = this.#plan.iterations.find((planned) => planned.questionId === questionId)?.image ?? '';
    this.#skipped.push({ phase, questionId, image, reason: excerpt(event.reason) });
  }

  #iterate(event: IterationEvent): void {
    const asked = this.#ask(event);
    const what = `Iteration ${asked.index}`;
    const { spans, tokenNs, tokenCount, tokenIds, tokens = null, answer, finishReason, thermal } = event;
    this.#checkSpans(what, spans);
    checkTokens(what, event, this.#plan, this.#workedUntilNs);
    const tokenFields = { tokenIdsSha256: tokenIds, ...(tokens === null ? {} : { tokenIds: tokens }) };
    const checksums = this.#plan.record.checksums === true ? stageChecksumsOf(event.checksums) : null;
    const stages = checksums === null ? {} : { checksums };
    const ended = finishReason === undefined || finishReason === null ? {} : { finishReason };
    const output = {
      spans,
      tokenNs,
      tokenCount,
      ...tokenFields,
      answer,
      ...ended,
      ...stages,
      thermal: thermal ?? null,
    };
    this.#iterations.push({ ...asked, ...output, score: null, agrees: null });
  }

  #checkSpans(what: string, spans: readonly Span[]): void {
    if (spans.length === 0) throw new EventsFault('EVENTS_MALFORMED', `${what} has no spans.`);
    let lastStage = -1;
    for (const { stage, startNs, endNs } of spans) {
      if (STAGES.indexOf(stage) <= lastStage)
        throw new EventsFault('EVENTS_ORDER', `${what} has ${stage} out of order.`);
      this.#advance(`${what}, ${stage}`, startNs, endNs);
      lastStage = STAGES.indexOf(stage);
    }
  }

  #checkCycle(cycle: number): void {
    const planned = this.#plan.iterations;
    const measured = this.#asked.filter((iteration) => iteration.phase === 'measured' && iteration.cycle === cycle);
    const isEnough = this.#plan.sustainForMs === null ? measured.length === planned.length : measured.length > 0;
    if (!isEnough) {
      const message = `The plan asks for ${planned.length} measured iterations a cycle; the app ran ${measured.length}.`;
      throw new EventsFault('EVENTS_PLAN', message);
    }
    this.#checkQuestions(measured);
  }

  /** Answers are compared question by question, so the questions must be the planned ones, in their order. */
  #checkQuestions(asked: readonly Asked[]): void {
    const planned = this.#plan.iterations;
    for (const [position, { index, questionId }] of asked.entries()) {
      const expected = planned[position % planned.length]?.questionId;
      if (questionId !== expected) {
        throw new EventsFault('EVENTS_PLAN', `Iteration ${index} asks question ${questionId}, not ${expected}.`);
      }
    }
  }

  #advance(what: string, startNs: number, endNs: number): void {
    if (endNs < startNs) throw new EventsFault('EVENTS_CLOCK', `${what} ends ${startNs - endNs} ns before it starts.`);
    if (startNs < this.#workedUntilNs) {
      const message = `${what} starts ${this.#workedUntilNs - startNs} ns before what came before it ended.`;
      throw new EventsFault('EVENTS_CLOCK', message);
    }
    this.#workedUntilNs = endNs;
  }
}

function toFault({ code, message }: ErrorEvent): EventsFault {
  const text = `The app gave up: ${excerpt(code)}: ${excerpt(message)}`;
  return new EventsFault(ERROR_CODE.test(code) ? `AGENT_${code}` : 'AGENT_ERROR', text);
}
