import type { Device } from '#harness/domain/device.ts';
import { ABSENT, count } from '#harness/text/numbers.ts';
import type { SeenRenewal } from '#harness/energy/seen-renewals.ts';
import type { TelemetryCheck } from '#harness/energy/telemetry-check.ts';
import type { Finding } from '#harness/energy/telemetry-findings.ts';
import type { EnergyEvent } from '#harness/workflow/lab/check-energy.ts';
import type { World } from '#harness/cli/world.ts';
import { type ProgressLine, progressLine } from './progress-line.ts';
import { SUPPLY_WORDS, suppliesText } from '#harness/text/supplies.ts';

const WIDTHS = [9, 8, 6, 9, 9, 9, 9, 9];
const COLUMNS = ['at', 'after', 'ticks', 'mean', 'load', 'in', 'battery', 'balance'];

/** A line for each renewal of the telemetry, and one that says how far the check is. */
export function energyProgress(world: Pick<World, 'terminal' | 'clock'>): {
  readonly onEvent: (event: EnergyEvent) => void;
} {
  const { terminal } = world;
  let line: ProgressLine | null = null;
  return {
    onEvent: (event) => {
      switch (event.kind) {
        case 'opening':
          return terminal.write(`Opening ${event.device.label} …\n`);
        case 'reading':
          line = progressLine(world);
          return terminal.write(renewalHead(event.spanMs));
        case 'renewed':
          line?.clear();
          return terminal.write(renewalLine(event.renewal));
        case 'read':
          return line?.show(`${Math.round(event.spentMs / 1000)} of ${Math.round(event.spanMs / 1000)} s`, false);
        case 'checked':
          return line?.clear();
      }
    },
  };
}

function renewalHead(spanMs: number): string {
  const legend = `Reading for ${(spanMs / 1000).toFixed(0)} s; a line for each renewal. Leave the phone and its cable alone.\n`;
  return `${legend}${row(COLUMNS)}  supply\n`;
}

function renewalLine({ atMs, intervalMs, ticks, meanWatts, reading, balance, breach }: SeenRenewal): string {
  const { loadMilliwatts, inputMilliwatts, batteryMilliwatts, supply } = reading;
  const cells = [
    `${(atMs / 1000).toFixed(1)} s`,
    intervalMs === null ? ABSENT : `${(intervalMs / 1000).toFixed(2)} s`,
    ticks === null ? ABSENT : String(ticks),
    meanWatts === null ? ABSENT : `${meanWatts.toFixed(2)} W`,
    ...[loadMilliwatts, inputMilliwatts, batteryMilliwatts].map(watts),
    balance === null ? ABSENT : balance.holds ? 'holds' : 'breaks',
  ];
  const odd = breach === null ? '' : `  ! ${breach.message}`;
  return `${row(cells)}  ${supply === null ? ABSENT : SUPPLY_WORDS[supply]}${odd}\n`;
}

/** The findings, the verdict in plain words, and what to do. */
export function checkText(check: TelemetryCheck, device: Device): string {
  const virtual =
    device.provenance === 'virtual'
      ? '\nThis is a virtual phone: its numbers are simulated and say nothing about an iPhone.\n'
      : '';
  return `\n${check.findings.map(findingText).join('')}\n${verdictText(check)}${virtual}`;
}

function findingText({ holds, title, detail, remedy }: Finding): string {
  const sign = holds === null ? '?' : holds ? '✓' : '✕';
  return `${sign} ${title}\n    ${detail}\n${remedy === null ? '' : `    → ${remedy}\n`}`;
}

function verdictText({ verdict, supplies, renewals }: TelemetryCheck): string {
  const seen = `${count(renewals.length, 'renewal')}${supplies.length === 0 ? '' : `, ${suppliesText(supplies)}`}`;
  switch (verdict) {
    case 'ready':
      return `Energy can be measured on this phone (${seen}).\n`;
    case 'limited':
      return `Energy can be read on this phone (${seen}), with the limits that are marked ✕ above.\n`;
    case 'tooShort':
      return `Too little was read (${seen}) to say whether energy can be measured on this phone.\n`;
    case 'unusable':
      return `Energy cannot be measured on this phone as it is (${seen}): launches would be invalid or have no energy. See what is marked ✕ above.\n`;
  }
}

function watts(milliwatts: number | null): string {
  return milliwatts === null ? ABSENT : `${(milliwatts / 1000).toFixed(2)} W`;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padStart(WIDTHS[index] ?? 0)).join(' ');
}
