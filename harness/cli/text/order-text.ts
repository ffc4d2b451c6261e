import type { Calibration } from '#harness/domain/calibration.ts';
import type { Device } from '#harness/domain/device.ts';
import { forcedText } from '#harness/text/applicable.ts';
import { count, fixed } from '#harness/text/numbers.ts';
import type { Plan } from '#harness/domain/plan.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { onDeviceMs } from '#harness/domain/sustain.ts';
import { MAX_NOT_READY } from '#harness/measure/give-up.ts';
import { MAX_ATTEMPTS } from '#harness/measure/retry.ts';
import { plannedTime } from '#harness/plan/planned-time.ts';
import { everyBuildStays, type ToInstall } from '#harness/plan/both-stay.ts';
import { type PassTally, type PlanTally, tallyPlan } from '#harness/plan/tally-plan.ts';
import { installationsOf } from '#harness/plan/installations.ts';
import { installText } from './install-text.ts';
import { minutesText } from '#harness/text/durations.ts';
import { deviceName } from '#harness/text/names.ts';

/** Enough to see the seed at work. */
const SHOWN_BLOCKS = 8;

/** What would be launched on each phone, in which order, and how long it would take where that is known. */
export function orderText(
  header: Pick<RunHeader, 'suite' | 'devices' | 'seed'> & ToInstall,
  plan: Plan,
  calibrations: readonly Calibration[],
): string {
  const { suite, devices, seed } = header;
  const tallies = tallyPlan(plan, header).map((tally) => {
    const device = devices.find(({ id }) => id === tally.deviceId);
    const own = calibrations.filter(({ deviceId }) => deviceId === tally.deviceId);
    const passes = tally.passes.map((pass) => `  ${passText(pass, suite)}\n`).join('');
    const name = device === undefined ? tally.deviceId : deviceName(device);
    return `${name}: ${count(tally.launches, 'launch', 'launches')}, ${count(tally.installs, 'installation')}, ${timeText(tally, own)}\n${passes}`;
  });
  const waiting = `${loadText(suite, plan, devices)}${waitingText(suite, plan)}`;
  return `${suite.id} v${suite.version}, order seed ${seed} (B baseline, C candidate). Nothing is pushed.\n${tallies.join('')}${unknownText(header)}${installText(installationsOf(header, plan, calibrations))}${waiting}`;
}

/** Nothing is known of builds that were not named. */
function unknownText({ candidate, devices }: ToInstall): string {
  return candidate === undefined && !everyBuildStays(devices)
    ? 'Installations are those of builds with one bundle identifier; with two, each build is installed once.\n'
    : '';
}

/** What a run takes at least where phones are kept at work, or left alone, for a time that the suite sets. */
function loadText(suite: Suite, plan: Plan, devices: readonly Device[]): string {
  const protocols = new Map(suite.passes.map(({ id, protocol }) => [id, protocol]));
  const perPhoneMs = plan.devices.map(({ deviceId, slots }) => {
    const device = devices.find(({ id }) => id === deviceId);
    if (device === undefined) return 0;
    return slots.reduce((sum, { pass }) => {
      const protocol = protocols.get(pass);
      return sum + onDeviceMs((protocol?.sustainMs ?? 0) + (protocol?.readiness.restMs ?? 0), device);
    }, 0);
  });
  const longestMs = Math.max(0, ...perPhoneMs);
  return longestMs === 0 ? '' : `Sustained load and the rests before it take at least ${waitText(longestMs)}.\n`;
}

/** What a run may take beyond its launches: phones are waited for, and launches that the lab lost are repeated. */
function waitingText(suite: Suite, plan: Plan): string {
  const limits = new Map(suite.passes.map(({ id, protocol }) => [id, protocol.readiness.timeoutMs]));
  const longestMs = Math.max(0, ...limits.values());
  const perPhoneMs = plan.devices.map(({ slots }) => slots.reduce((sum, { pass }) => sum + (limits.get(pass) ?? 0), 0));
  const atMostMs = Math.max(0, ...perPhoneMs) + MAX_NOT_READY * longestMs;
  if (atMostMs === 0) return '';
  return (
    `A phone that must cool down or charge takes longer. The run waits up to ${waitText(longestMs)} before a launch and\n` +
    `at most ${waitText(atMostMs)} for each phone in all; it gives a phone up that is not ready twice in a row.\n` +
    `A launch that fails because of the lab is tried up to ${MAX_ATTEMPTS} times.\n`
  );
}

function waitText(ms: number): string {
  const minutes = ms / 60_000;
  return minutes < 120 ? minutesText(minutes) : `${fixed(minutes / 60, 1)} h`;
}

function passText({ passId, blocks, discarded, order }: PassTally, { passes }: Suite): string {
  const letters = order.map((block) => block.map((arm) => (arm === 'baseline' ? 'B' : 'C')).join(''));
  const shown = letters.slice(0, SHOWN_BLOCKS).join(' ');
  const more = letters.length > SHOWN_BLOCKS ? ' …' : '';
  const first = discarded === 0 ? '' : `, after ${count(discarded, 'first launch', 'first launches')} excluded`;
  const protocol = passes.find(({ id }) => id === passId)?.protocol;
  const forced = protocol === undefined ? null : forcedText(protocol);
  const state = forced === null ? '' : `, ${forced}`;
  return `${passId}: ${count(blocks, 'block')}${first}${state}: ${shown}${more}`;
}

/** Passes that nobody calibrated are left out, and named. */
function timeText(tally: PlanTally, calibrations: readonly Calibration[]): string {
  const time = plannedTime(tally, calibrations);
  if (time === null) return 'how long is not known';
  const text = `about ${minutesText(time.minutes)} if no look ends it`;
  return time.unknownPasses.length === 0 ? text : `${text}, ${time.unknownPasses.join(' and ')} left out`;
}
