import type { Build } from '#harness/domain/build.ts';
import type { Device, DeviceState, ForcedThermal } from '#harness/domain/device.ts';
import type { Evidence } from '#harness/domain/evidence.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import type { EnergyReading } from '#harness/energy/launch-energy.ts';
import type { DeviceSession, LaunchReport, LaunchRequest } from '#harness/ports/device.ts';
import { troubleshooting } from '#harness/text/troubleshooting.ts';
import { type AppHost, AppHostError, type HostedApp } from './app-host.ts';
import { PushedData } from './dataset-push.ts';
import type { Ending } from './ending.ts';
import { EventsFile } from './events-file.ts';
import { ForcedState } from './forced-state.ts';
import { InstalledBuilds } from './installed-builds.ts';
import { LaunchClock } from './launch-clock.ts';
import { askedQuestions, launchFolder, planLaunch } from './launch-plan.ts';
import { failed, judgeLaunch, type LaunchResult } from './outcome.ts';
import type { Seen } from './plausibility.ts';
import { PowerWindow } from './power-window.ts';
import { type AgentPlan, EVENTS_FILE, PLAN_FILE, PLAN_VARIABLE } from './protocol.ts';
import { watchLaunch } from './watch.ts';

/** The last lines of an app say where it was; its images and answers are in the run. */
const MAX_KEPT_EVENTS_BYTES = 64 * 2 ** 10;
/** An app looks at its deadline between two pieces of work only, and one piece can be long. */
const DEFAULT_GRACE_MS = 60_000;
/** See `WatchOptions.tornAfterMs`. */
const MAX_TORN_MS = 5_000;

export type AgentSessionOptions = {
  /** Closed with the session. */
  readonly host: AppHost;
  /** How often a running launch is looked at. */
  readonly pollMs: number;
  /**
   * How long an app may take, on a quiet machine, to say that it missed its deadline, and at most to end a line; absent
   * for DEFAULT_GRACE_MS.
   */
  readonly graceMs?: number | undefined;
  /** Called once when the session is closed. */
  readonly onClose: () => void;
};

/** One device held for a run, on any platform: it speaks the bench-agent protocol. Launches come one after another. */
export class AgentSession implements DeviceSession {
  readonly device: Device;
  readonly #options: AgentSessionOptions;
  readonly #host: AppHost;
  readonly #data = new Map<string, PushedData>();
  readonly #installed = new InstalledBuilds();
  /** How long the app worked the last time, by build and pass. */
  readonly #workedMs = new Map<string, number>();
  /** That a forced thermal state could not be ended: only the end of the session surely ends it. */
  #isStuck = false;
  #isClosed = false;

  constructor(options: AgentSessionOptions) {
    this.device = options.host.device;
    this.#options = options;
    this.#host = options.host;
  }

  async state(): Promise<DeviceState> {
    return await this.#answer(async (host) => host.conditions());
  }

  async power(): Promise<PowerReading | null> {
    return await this.#answer(async ({ power }) => (await power?.read()) ?? null);
  }

  async forcedThermals(): Promise<readonly ForcedThermal[]> {
    return await this.#answer(async ({ thermal }) => (await thermal?.states()) ?? []);
  }

  async #answer<T>(ask: (host: AppHost) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#host);
    } catch (error) {
      if (!(error instanceof AppHostError)) throw error;
      const message = `${this.device.id} does not report its state: ${error.message}`;
      throw new BenchError('DEVICE_LOST', message, { remedy: seeAlso(error.fault), cause: error });
    }
  }

  sinceInstall(build: Build): number | null {
    return this.#installed.launchesOf(this.#place(build));
  }

  #place(build: Build): { readonly appId: string; readonly buildId: string } {
    return { appId: this.#host.app(build).id, buildId: build.id };
  }

  async launch(request: LaunchRequest, signal: AbortSignal): Promise<LaunchReport> {
    signal.throwIfAborted();
    const clock = new LaunchClock();
    const evidence: Evidence[] = [];
    const mark = (await this.#host.log?.mark()) ?? 0;
    try {
      const result = await this.#run(request, clock, signal, evidence);
      const { outcome, fingerprint, lowPowerMode, sinceInstall, operators = [] } = result;
      const timed = request.areOperatorsTimed === true ? { operators } : {};
      const timing = clock.timing();
      const isSessionLost = this.#isStuck;
      const report = { outcome, fingerprint, lowPowerMode, timing, isSessionLost, sinceInstall, ...timed };
      if (outcome.kind !== 'failed') return report;
      return { ...report, evidence: [...evidence, ...(await this.#logSince(mark))] };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppHostError)) throw error;
      const { kind, code } = error.fault;
      const isSessionLost = error.fault.isSessionLost || this.#isStuck;
      const message = `${error.message.replace(/[.\s]+$/, '')}. ${error.fault.remedy}`;
      evidence.push(...(await this.#logSince(mark)));
      const outcome = failed(kind, code, message);
      return { outcome, fingerprint: null, lowPowerMode: null, timing: clock.timing(), isSessionLost, evidence };
    }
  }

  async #logSince(mark: number): Promise<readonly Evidence[]> {
    const { log } = this.#host;
    return log === null ? [] : [{ title: log.title, text: await log.since(mark) }];
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      await this.#host.close();
    } catch (error) {
      // A device that is lost cannot be given back any more.
      if (!(error instanceof AppHostError)) throw error;
    } finally {
      this.#options.onClose();
    }
  }

  async #run(
    request: LaunchRequest,
    clock: LaunchClock,
    signal: AbortSignal,
    evidence: Evidence[],
  ): Promise<LaunchResult & { readonly sinceInstall: number }> {
    const { build, dataset, nonce } = request;
    const app = this.#host.app(build);
    const plan = planLaunch(request, this.device);
    const folder = launchFolder(nonce);
    await stop(app);
    const sinceInstall = this.sinceInstall(build) ?? 0;
    if (this.sinceInstall(build) === null) await this.#install(request, clock);
    signal.throwIfAborted();
    const power = this.#powerWindow(request);
    const forced = new ForcedState(this.#host.thermal, request.pass.protocol.forcedThermal);
    try {
      await this.#dataOf(app).ensure(app, dataset.manifestSha256, askedQuestions(request));
      await app.push(`${folder}/${PLAN_FILE}`, Buffer.from(JSON.stringify(plan)));
      signal.throwIfAborted();
      await forced.begin(signal);
      await power?.open(signal);
      const ending = await this.#watch(request, app, plan, clock, signal);
      const isFinished = ending.kind === 'finished';
      // Reading what the operators took comes after the last question: the app is at work for longer than it says.
      const isSeen = isFinished && request.areOperatorsTimed !== true;
      const seen = isSeen ? await this.#seen(clock, app) : null;
      const energy = isFinished ? await this.#energy(request, power, app, signal) : null;
      const result = judgeLaunch(ending, plan, build, { energy, seen, memoryBytes: this.device.memoryBytes });
      this.#remember(request, result);
      if (result.outcome.kind === 'failed' && ending.events !== null) {
        const text = ending.events.subarray(-MAX_KEPT_EVENTS_BYTES).toString('utf8');
        evidence.push({ title: 'What the app wrote last', text });
      }
      return { ...(await this.#settle(result, app, request, clock.startedAt, evidence)), sinceInstall };
    } finally {
      await power?.abandon();
      // Apart from the app, which may be what fails: no state outlives its launch.
      this.#isStuck ||= !(await forced.end());
      await clearUp(app, folder, signal);
    }
  }

  async #watch(
    { build, pass }: LaunchRequest,
    app: HostedApp,
    plan: AgentPlan,
    clock: LaunchClock,
    signal: AbortSignal,
  ): Promise<Ending> {
    const folder = launchFolder(plan.nonce);
    const { graceMs = DEFAULT_GRACE_MS, pollMs } = this.#options;
    clock.startApp();
    await app.launch({ [PLAN_VARIABLE]: `${folder}/${PLAN_FILE}` });
    clock.launched();
    const ending = await watchLaunch(app, new EventsFile(app, `${folder}/${EVENTS_FILE}`), {
      pollMs,
      expectedMs: this.#workedMs.get(workKey(build.id, pass.id)) ?? null,
      limitMs: plan.deadlineMs + graceMs,
      tornAfterMs: Math.min(MAX_TORN_MS, graceMs),
      signal,
      beforeLook: () => clock.look(),
    });
    clock.endApp();
    return ending;
  }

  #powerWindow({ pass }: LaunchRequest): PowerWindow | null {
    const { power } = this.#host;
    const { energy } = this.device.capabilities;
    return pass.protocol.energyRefreshes === null || power === null || energy === null
      ? null
      : new PowerWindow(power, energy);
  }

  /** Null where the pass measures no energy. */
  async #energy(
    { pass }: LaunchRequest,
    power: PowerWindow | null,
    app: HostedApp,
    signal: AbortSignal,
  ): Promise<EnergyReading | null> {
    if (pass.protocol.energyRefreshes === null) return null;
    if (power === null) return { kind: 'missing', reason: 'the device has no power telemetry' };
    return await power.close(async () => app.terminate(), signal);
  }

  /** What is known of the time that the app worked, from others than the app. */
  async #seen(clock: LaunchClock, app: HostedApp): Promise<Seen | null> {
    const { appTime } = this.#host;
    switch (appTime.kind) {
      case 'wall':
        return clock.seen();
      case 'unseen':
        return null;
      case 'own': {
        const seenMs = await appTime.workedMs(app);
        return seenMs === null ? null : { atLeastMs: seenMs, atMostMs: seenMs };
      }
    }
  }

  #remember({ build, pass }: LaunchRequest, { workedMs }: LaunchResult): void {
    if (workedMs === null) return;
    this.#workedMs.set(workKey(build.id, pass.id), workedMs);
    this.#installed.finished(this.#place(build));
  }

  /** Draws the conclusions of a failed launch: why the app ended, and what can no longer be relied on. */
  async #settle(
    result: LaunchResult,
    app: HostedApp,
    { build, dataset }: LaunchRequest,
    since: Date,
    evidence: Evidence[],
  ): Promise<LaunchResult> {
    if (result.outcome.kind !== 'failed') return result;
    const { code, message } = result.outcome.fault;
    if (code === 'FINGERPRINT_MISMATCH') this.#installed.forget(this.#place(build));
    if (code === 'AGENT_DATA_MISSING') await this.#dataOf(app).distrust(app, dataset.manifestSha256);
    if (!result.isUnexplainedEnd) return result;
    const end = await this.#host.explainEnd(build, since);
    if (end.report !== null) evidence.push({ title: 'Crash report', text: end.report });
    return { ...result, outcome: failed(end.kind, end.code, `${message} ${end.message}`) };
  }

  async #install({ build, artefact }: LaunchRequest, clock: LaunchClock): Promise<void> {
    clock.startInstall();
    this.#installed.forget(this.#place(build));
    await this.#host.install(build, artefact);
    this.#installed.installed(this.#place(build));
    clock.endInstall();
  }

  #dataOf(app: HostedApp): PushedData {
    const known = this.#data.get(app.id) ?? new PushedData();
    this.#data.set(app.id, known);
    return known;
  }
}

function workKey(buildId: string, passId: string): string {
  return `${buildId} ${passId}`;
}

/** Environment variables reach an app only when it was not running before. */
async function stop(app: HostedApp): Promise<void> {
  if ((await app.state()) !== 'notRunning') await app.terminate();
}

/** Leaves the device as it was. When it cannot be reached any more, the report of that comes first. */
async function clearUp(app: HostedApp, folder: string, signal: AbortSignal): Promise<void> {
  const results = await Promise.allSettled([app.terminate(), app.removeFolder(folder)]);
  const broken = results.find((result) => result.status === 'rejected');
  if (broken !== undefined && !signal.aborted && !(broken.reason instanceof AppHostError)) throw broken.reason;
}

/** What to do, and where more is said about the code. */
function seeAlso({ code, remedy }: AppHostError['fault']): string {
  return `${remedy} More: ${troubleshooting(code)}`;
}
