import { readHostLoad, slowdown } from '#devices/patience/host-load.ts';
import { CommandError, type PhoneSession } from './phone-session.ts';
import type { RemoteFiles } from './remote-files.ts';
import type { AppiumServer } from '#devices/appium/server.ts';
import { deviceState, powerReading } from './telemetry.ts';
import type { Seen } from '#devices/agent/plausibility.ts';
import { EVENTS_FILE, PLAN_FILE, PLAN_VARIABLE } from '#devices/agent/protocol.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Device, DeviceState } from '#harness/domain/device.ts';
import type { Evidence } from '#harness/domain/evidence.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import type { DeviceSession, LaunchReport, LaunchRequest } from '#harness/ports.ts';
import { APP_STATE, AppContainer } from './app-container.ts';
import { PushedData } from './dataset-push.ts';
import { DEFAULT_GRACE_MS, type IosDeviceConfig } from './device-config.ts';
import type { ExplainEnd } from './end-report.ts';
import { EventsFile } from './events-file.ts';
import { InstalledBuilds } from '#devices/agent/installed-builds.ts';
import { LaunchClock } from '#devices/agent/launch-clock.ts';
import { failed, judgeLaunch, type LaunchResult } from '#devices/agent/outcome.ts';
import { askedQuestions, launchFolder, planLaunch } from '#devices/agent/launch-plan.ts';
import { PowerWindow } from './power-window.ts';
import { watchLaunch } from './watch.ts';

const INSTALL_BASE_MS = 60_000;
const INSTALL_BYTES_PER_MS = 2_000;
/**
 * The driver takes its limit for each of two ways to install, and 30 s more. Giving up before it does would leave an
 * installation at work that replaces the app in the middle of the next launch.
 */
const INSTALL_BACKSTOP_MS = 120_000;

/** The last lines of an app say where it was; its images and answers are in the run. */
const MAX_KEPT_EVENTS_BYTES = 64 * 2 ** 10;

export type IosSessionOptions = {
  readonly config: IosDeviceConfig;
  readonly phone: PhoneSession;
  /** Closed with the session. */
  readonly files: RemoteFiles;
  readonly explainEnd: ExplainEnd;
  readonly serverLog: AppiumServer['log'];
  /** Called once when the session is closed. */
  readonly onClose: () => void;
};

/** One iPhone held for a run. Launches come one after another. */
export class IosSession implements DeviceSession {
  readonly device: Device;
  readonly #config: IosDeviceConfig;
  readonly #phone: PhoneSession;
  readonly #files: RemoteFiles;
  readonly #explainEnd: ExplainEnd;
  readonly #serverLog: AppiumServer['log'];
  readonly #onClose: () => void;
  readonly #data = new Map<string, PushedData>();
  readonly #installed = new InstalledBuilds();
  /** How long the app worked the last time, by build and pass. */
  readonly #workedMs = new Map<string, number>();
  #lastPower: PowerReading | null = null;
  #isClosed = false;

  constructor(options: IosSessionOptions) {
    this.device = options.config.device;
    this.#config = options.config;
    this.#phone = options.phone;
    this.#files = options.files;
    this.#explainEnd = options.explainEnd;
    this.#serverLog = options.serverLog;
    this.#onClose = options.onClose;
  }

  async state(): Promise<DeviceState> {
    try {
      const [battery, device] = await Promise.all([this.#phone.run('batteryInfo'), this.#phone.run('deviceInfo')]);
      return deviceState(battery, device, new Date());
    } catch (error) {
      throw this.#asLost(error);
    }
  }

  async power(): Promise<PowerReading> {
    try {
      this.#lastPower = powerReading(await this.#phone.run('batteryInfo'), performance.now(), this.#lastPower);
      return this.#lastPower;
    } catch (error) {
      throw this.#asLost(error);
    }
  }

  #asLost(error: unknown): unknown {
    if (!(error instanceof CommandError)) return error;
    const message = `${this.device.id} does not report its state: ${error.message}`;
    return new BenchError('DEVICE_LOST', message, { remedy: error.fault.remedy, cause: error });
  }

  sinceInstall(build: Build): number | null {
    return this.#installed.launchesOf(build);
  }

  async launch(request: LaunchRequest, signal: AbortSignal): Promise<LaunchReport> {
    signal.throwIfAborted();
    const clock = new LaunchClock();
    const evidence: Evidence[] = [];
    const mark = await this.#serverLog.mark();
    try {
      const { outcome, fingerprint, lowPowerMode, sinceInstall } = await this.#run(request, clock, signal, evidence);
      const timing = clock.timing();
      const report = { outcome, fingerprint, lowPowerMode, timing, isSessionLost: false, sinceInstall };
      return outcome.kind === 'failed' ? { ...report, evidence: [...evidence, await this.#logSince(mark)] } : report;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CommandError)) throw error;
      const { kind, code, isSessionLost } = error.fault;
      const message = `${error.message.replace(/[.\s]+$/, '')}. ${error.fault.remedy}`;
      evidence.push(await this.#logSince(mark));
      const outcome = failed(kind, code, message);
      return { outcome, fingerprint: null, lowPowerMode: null, timing: clock.timing(), isSessionLost, evidence };
    }
  }

  async #logSince(mark: number): Promise<Evidence> {
    return { title: 'Log of Appium', text: await this.#serverLog.since(mark) };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#files.close();
    try {
      await this.#phone.close();
    } catch (error) {
      // A session that is lost cannot be ended any more; it has ended.
      if (!(error instanceof CommandError)) throw error;
    } finally {
      this.#onClose();
    }
  }

  async #run(
    request: LaunchRequest,
    clock: LaunchClock,
    signal: AbortSignal,
    evidence: Evidence[],
  ): Promise<LaunchResult & { readonly sinceInstall: number }> {
    const { build, pass, dataset, nonce } = request;
    const app = new AppContainer(this.#phone, build.bundleId);
    const plan = planLaunch(request, this.device);
    const folder = launchFolder(nonce);
    await stop(app);
    const sinceInstall = this.sinceInstall(build) ?? 0;
    if (this.sinceInstall(build) === null) {
      clock.startInstall();
      await this.#install(build);
      clock.endInstall();
    }
    signal.throwIfAborted();
    let power: PowerWindow | null = null;
    try {
      await this.#dataOf(build).ensure(app, dataset.manifestSha256, askedQuestions(request));
      await app.push(`${folder}/${PLAN_FILE}`, Buffer.from(JSON.stringify(plan)));
      signal.throwIfAborted();

      power = pass.protocol.energyRefreshes === null ? null : new PowerWindow(this.#phone, this.device);
      await power?.open(signal);
      const key = `${build.id} ${pass.id}`;
      clock.startApp();
      await app.launch({ [PLAN_VARIABLE]: `${folder}/${PLAN_FILE}` });
      clock.launched();
      const events = new EventsFile(this.#files, build.bundleId, `${folder}/${EVENTS_FILE}`);
      const ending = await watchLaunch(app, events, {
        pollMs: this.#config.pollMs,
        expectedMs: this.#workedMs.get(key) ?? null,
        limitMs: plan.deadlineMs + (this.#config.graceMs ?? DEFAULT_GRACE_MS),
        signal,
        beforeLook: () => clock.look(),
      });
      clock.endApp();
      const isFinished = ending.kind === 'finished';
      const seen = isFinished ? await this.#seen(clock, build.bundleId) : null;
      const energy = isFinished ? ((await power?.close(async () => app.terminate(), signal)) ?? null) : null;
      const result = judgeLaunch(ending, plan, build, { energy, seen, memoryBytes: this.device.memoryBytes });
      if (result.workedMs !== null) {
        this.#workedMs.set(key, result.workedMs);
        this.#installed.finished(build);
      }
      if (result.outcome.kind === 'failed' && ending.events !== null) {
        const text = ending.events.subarray(-MAX_KEPT_EVENTS_BYTES).toString('utf8');
        evidence.push({ title: 'What the app wrote last', text });
      }
      return { ...(await this.#settle(result, app, request, clock.startedAt, evidence)), sinceInstall };
    } finally {
      await power?.abandon();
      await this.#clearUp(app, folder, signal);
    }
  }

  /** What is known of the time that the app worked, from others than the app. */
  async #seen(clock: LaunchClock, bundleId: string): Promise<Seen | null> {
    const { appTimeSeenMs } = this.#config;
    // An app that does not report by the clock of the wall was seen by nobody who could tell its time.
    if (appTimeSeenMs === undefined) return this.device.provenance === 'physical' ? clock.seen() : null;
    const seenMs = await appTimeSeenMs(bundleId);
    return seenMs === null ? null : { atLeastMs: seenMs, atMostMs: seenMs };
  }

  /** Draws the conclusions of a failed launch: why the app ended, and what can no longer be relied on. */
  async #settle(
    result: LaunchResult,
    app: AppContainer,
    request: LaunchRequest,
    since: Date,
    evidence: Evidence[],
  ): Promise<LaunchResult> {
    if (result.outcome.kind !== 'failed') return result;
    const { code, message } = result.outcome.fault;
    if (code === 'FINGERPRINT_MISMATCH') this.#installed.forget(request.build);
    if (code === 'AGENT_DATA_MISSING') {
      await this.#dataOf(request.build).distrust(app, request.dataset.manifestSha256);
    }
    if (!result.isUnexplainedEnd) return result;
    const { bundleId, binaryUuid, executable = null } = request.build;
    const end = await this.#explainEnd(this.#config.udid, { bundleId, binaryUuid, executable, launchedAt: since });
    if (end.report !== null) evidence.push({ title: 'Crash report', text: end.report });
    return { ...result, outcome: failed(end.kind, end.code, `${message} ${end.message}`) };
  }

  async #install(build: Build): Promise<void> {
    this.#installed.forget(build);
    const quietMs = this.#config.installLimitMs ?? INSTALL_BASE_MS + build.bytes / INSTALL_BYTES_PER_MS;
    // The driver counts on the wall.
    const limitMs = Math.ceil(quietMs * slowdown(readHostLoad()));
    const installation = { app: build.path, timeoutMs: limitMs };
    await this.#phone.run('installApp', installation, limitMs * 2 + INSTALL_BACKSTOP_MS);
    this.#installed.installed(build);
  }

  #dataOf(build: Build): PushedData {
    const known = this.#data.get(build.bundleId) ?? new PushedData();
    this.#data.set(build.bundleId, known);
    return known;
  }

  /** Leaves the phone as it was. When the phone cannot be reached any more, the report of that comes first. */
  async #clearUp(app: AppContainer, folder: string, signal: AbortSignal): Promise<void> {
    const results = await Promise.allSettled([app.terminate(), app.removeFolder(folder)]);
    const broken = results.find((result) => result.status === 'rejected');
    if (broken !== undefined && !signal.aborted && !(broken.reason instanceof CommandError)) throw broken.reason;
  }
}

/** Arguments and environment of a launch reach an app only when it was not running before. */
async function stop(app: AppContainer): Promise<void> {
  if ((await app.state()) > APP_STATE.notRunning) await app.terminate();
}
