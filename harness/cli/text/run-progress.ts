import { Listr, type ListrTaskWrapper } from 'listr2';
import type { Device } from '#harness/domain/device.ts';
import type { ProgressEvent } from '#harness/measure/progress.ts';
import type { Clock } from '#harness/ports/time.ts';
import type { WorkflowEvent } from '#harness/workflow/events.ts';
import type { Terminal, World } from '#harness/cli/world.ts';
import { lineOf, logOf, nameOf, withProgress } from './event-line.ts';
import { noticeText } from './notice-text.ts';
import { deviceName } from '#harness/text/names.ts';

/** Shows at the terminal what a workflow reports. */
export type RunProgress = {
  readonly onEvent: (event: WorkflowEvent) => void;
  /** Resolves when all is on the screen. */
  readonly end: () => Promise<void>;
};

/** Shows devices while they are measured. */
type Watch = {
  readonly onProgress: (event: ProgressEvent) => void;
  /** Leaves the last state on the screen. */
  readonly end: () => Promise<void>;
};

/** Lines of one device that say nothing new come no closer together than this. */
const LINE_INTERVAL_MS = 5000;
/** And the very same line, such as what is waited for, no closer than this. */
const SAME_LINE_INTERVAL_MS = 60_000;

/** A live task list where a person watches, plain lines in a log. */
export function runProgress({ terminal, clock }: Pick<World, 'terminal' | 'clock'>): RunProgress {
  let watch: Watch | null = null;
  /** What is still to be drawn of a list that has ended; a text that follows it waits. */
  let drawn: Promise<void> | null = null;
  const write = (text: string): void => {
    if (drawn === null) terminal.write(text);
    else drawn = drawn.then(() => terminal.write(text));
  };
  return {
    onEvent: (event) => {
      if ('device' in event) return watch?.onProgress(event);
      const text = noticeText(event);
      if (event.kind === 'stopping') return terminal.writeError(text);
      if (text !== '') write(text);
      if (event.kind === 'measuring') {
        watch = terminal.isInteractive ? taskList(event.header.devices) : plainLines(terminal, clock);
      }
      if (event.kind === 'measured' && terminal.isInteractive) {
        drawn = watch?.end().then(() => void (drawn = null)) ?? null;
      }
    },
    end: async () => {
      await drawn;
    },
  };
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
