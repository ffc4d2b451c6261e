import { Listr, type ListrTaskWrapper } from 'listr2';
import type { Device } from '#harness/domain/device.ts';
import type { Fault, Launch } from '#harness/domain/launch.ts';
import { count } from '#harness/text/numbers.ts';
import type { Plan } from '#harness/domain/plan.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import type { Clock } from '#harness/ports.ts';
import { looksIn } from '#harness/measure/look.ts';
import type { Progress, ProgressEvent } from '#harness/measure/progress.ts';
import { deviceName } from './device-name.ts';
import type { Terminal, World } from '#harness/cli/world.ts';

/** Something that shows a run while it is measured. */
export type Watch = {
  readonly onProgress: (event: ProgressEvent) => void;
  /** Leaves the last state on the screen. */
  readonly end: () => Promise<void>;
};

type WatchedRun = {
  readonly header: RunHeader;
  readonly folder: string;
  /** Launches that are in the journal already. */
  readonly done: readonly Launch[];
  /** Null for a new run. */
  readonly resumedAt: string | null;
};

/** Lines of one device that say nothing new come no closer together than this. */
const LINE_INTERVAL_MS = 5000;
/** And the very same line, such as what is waited for, no closer than this. */
const SAME_LINE_INTERVAL_MS = 60_000;

/** A live task list where a person watches, plain lines in a log. */
export function watchRun(watched: WatchedRun, plan: Plan, world: Pick<World, 'terminal' | 'clock'>): Watch {
  const { header, folder, done, resumedAt } = watched;
  const resumed =
    resumedAt === null ? '' : `Resumed: ${count(done.length, 'launch is', 'launches are')} in the journal already\n`;
  world.terminal.write(`${headline(header, plan)}${resumed}Folder: ${folder}\n`);
  return world.terminal.isInteractive ? taskList(header.devices) : plainLines(world.terminal, world.clock);
}

function headline(header: RunHeader, plan: Plan): string {
  const launches = plan.devices.reduce((sum, device) => sum + device.slots.length, 0);
  const passes = new Map(header.suite.passes.map((pass) => [pass.id, pass]));
  const atMost = plan.devices.some(({ slots }) => looksIn(slots, passes).length > 0) ? 'at most ' : '';
  const { candidate, baseline } = header;
  const versus =
    baseline === null ? '' : ` against ${baseline.label} (${baseline.id.slice(0, 12)}), interleaved on each phone`;
  return (
    `Suite ${header.suite.id} v${header.suite.version}: ${candidate.label} (${candidate.id.slice(0, 12)})${versus}\n` +
    `${atMost}${count(launches, 'launch', 'launches')} on ${header.devices.map(deviceName).join(', ')}; order seed ${header.seed}\n` +
    prompts(header)
  );
}

/** What is asked, where it is more than the question: a model that was not trained on it answers worse. */
function prompts({ suite }: RunHeader): string {
  const asked = suite.passes
    .filter(({ workload }) => workload.promptTemplate !== '{question}')
    .map(({ id, workload }) => `Prompt of ${id} (--prompt): ${JSON.stringify(workload.promptTemplate)}\n`);
  return asked.join('');
}

function plainLines(terminal: Terminal, clock: Clock): Watch {
  const lastRoutineMs = new Map<string, number>();
  const lastTexts = new Map<string, { readonly text: string; readonly atMs: number }>();
  const lastFaults = new Map<string, string>();
  return {
    onProgress: (event) => {
      const { id } = event.device;
      const text = plainLineOf(event, lastFaults);
      if (text === null) return;
      const nowMs = clock.monotonicMs();
      const isRoutine =
        event.kind === 'launched' && event.launch.outcome.kind === 'measured' && event.done < event.total;
      if (isRoutine && nowMs - (lastRoutineMs.get(id) ?? Number.NEGATIVE_INFINITY) < LINE_INTERVAL_MS) return;
      if (isRoutine) lastRoutineMs.set(id, nowMs);
      const last = lastTexts.get(id);
      if (last?.text === text && nowMs - last.atMs < SAME_LINE_INTERVAL_MS) return;
      lastTexts.set(id, { text, atMs: nowMs });
      terminal.write(`${clock.now().toTimeString().slice(0, 8)} [${id}] ${text}\n`);
    },
    end: async () => {},
  };
}

/** In a log, where every line stays, a fault that comes again right away is not spelled out again. */
function plainLineOf(event: ProgressEvent, lastFaults: Map<string, string>): string | null {
  // The line of the launch has said why.
  if (event.kind === 'retrying') return null;
  if (event.kind !== 'launched') return lineOf(event);
  const { slot, outcome } = event.launch;
  if (outcome.kind !== 'failed') {
    lastFaults.delete(event.device.id);
    return lineOf(event);
  }
  const fault = JSON.stringify([slot.index, outcome.fault.code, outcome.fault.message]);
  const isAgain = lastFaults.get(event.device.id) === fault;
  lastFaults.set(event.device.id, fault);
  return isAgain
    ? withProgress(`${nameOf(event.launch)}: ${outcome.fault.code} again${logOf(outcome.fault)}`, event)
    : lineOf(event);
}

function taskList(devices: readonly Device[]): Watch {
  const wrappers = new Map<string, ListrTaskWrapper<object, never, never>>();
  const texts = new Map<string, string>();
  const show = (device: Device): void => {
    const [task, text] = [wrappers.get(device.id), texts.get(device.id)];
    if (task !== undefined && text !== undefined) task.title = `${deviceName(device)}: ${text}`;
  };
  const finished = Promise.withResolvers<void>();
  const list = new Listr(
    devices.map((device) => ({
      title: deviceName(device),
      task: async (_context: object, task: ListrTaskWrapper<object, never, never>) => {
        wrappers.set(device.id, task);
        // What happened before the list was on the screen.
        show(device);
        await finished.promise;
      },
    })),
    { concurrent: true, exitOnError: false, registerSignalListeners: false },
  );
  const running = list.run();
  return {
    onProgress: (event) => {
      const text = lineOf(event);
      if (text === null) return;
      texts.set(event.device.id, text);
      show(event.device);
    },
    end: async () => {
      finished.resolve();
      await running;
    },
  };
}

function lineOf(event: ProgressEvent): string | null {
  switch (event.kind) {
    case 'opening':
      return 'connecting';
    case 'waiting':
      return `waiting until ready: ${event.message}`;
    case 'preparing':
      return `preparing the ${event.slot.arm}, which was just installed, by a launch that does not count`;
    case 'launching':
      return null;
    case 'launched':
      return withProgress(describe(event.launch), event);
    case 'retrying':
      return `trying again: ${event.message}`;
    case 'settled':
      return withProgress(`${event.passId} decided after ${event.blocks} of ${event.of} blocks`, event);
    case 'stopped':
      return `stopping, because the gate already fails: ${event.reason}`;
    case 'lost':
      return `given up: ${event.message}`;
  }
}

function nameOf({ slot, attempt }: Launch): string {
  const place = slot.discard ? 'first launch' : `block ${slot.block + 1}`;
  return `${slot.pass} ${place} ${slot.arm}${attempt === 1 ? '' : `, try ${attempt}`}`;
}

function describe(launch: Launch): string {
  const name = nameOf(launch);
  const { outcome } = launch;
  switch (outcome.kind) {
    case 'measured':
      return name;
    case 'invalid':
      return `${name}: invalid, ${outcome.message}`;
    case 'failed':
      return `${name}: ${outcome.fault.code}, ${outcome.fault.message}${logOf(outcome.fault)}`;
  }
}

function logOf({ log }: Fault): string {
  return log === undefined ? '' : ` (log: ${log})`;
}

function withProgress(text: string, { done, total, remainingMs, mayEndSooner }: Progress): string {
  const left = done === total ? ', done' : remainingMs === null ? '' : `, ${duration(remainingMs, mayEndSooner)} left`;
  // A sentence may have come with its own stop.
  return `${done}/${total} ${left === '' ? text : text.replace(/[.\s]+$/, '')}${left}`;
}

function duration(ms: number, isAtMost: boolean): string {
  const seconds = Math.ceil(ms / 1000);
  const rounded = seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  return `${isAtMost ? 'at most ' : ''}about ${rounded}`;
}
