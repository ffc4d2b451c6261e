import type { ForestView } from '#reports/view/chart-view.ts';
import type { DeviceView, ReportView } from '#reports/view/report-view.ts';
import { type Draw, loadDraw } from './draw.ts';
import { forestSpec } from './forest-chart.ts';
import { looksSpec } from './looks-chart.ts';
import { launchesSpec, phasesSpec, stateSpec, temperatureSpec } from './run-charts.ts';
import { throughputSpec } from './throughput-chart.ts';

/** Every chart as SVG text, in the order of the view's lists; null where there is nothing to draw. */
export type Charts = {
  readonly devices: readonly DeviceCharts[];
  /** Changes of accuracy by answer type. */
  readonly answers: readonly (ForestCharts | null)[];
};

export type DeviceCharts = {
  readonly forest: ForestCharts | null;
  readonly looks: readonly string[];
  readonly phases: readonly string[];
  readonly launches: readonly string[];
  readonly throughput: readonly string[];
  readonly battery: string | null;
  readonly temperature: string | null;
};

/** Drawn twice: for a wide page and for a narrow one. */
type ForestCharts = { readonly wide: string; readonly narrow: string };

export async function drawCharts(view: ReportView): Promise<Charts> {
  const draw = await loadDraw();
  const [devices, answers] = await Promise.all([
    Promise.all(view.devices.map(async (device) => drawDevice(device, draw))),
    Promise.all(view.answers.map(async ({ accuracy }) => drawForest(accuracy?.forest ?? null, draw))),
  ]);
  return { devices, answers };
}

async function drawForest(forest: ForestView | null, draw: Draw): Promise<ForestCharts | null> {
  if (forest === null) return null;
  return { wide: await draw(forestSpec(forest, 'wide')), narrow: await draw(forestSpec(forest, 'narrow')) };
}

async function drawDevice(device: DeviceView, draw: Draw): Promise<DeviceCharts> {
  const { forest, state } = device;
  const battery = state === null ? null : stateSpec(state);
  const temperature = state === null ? null : temperatureSpec(state);
  return {
    forest: await drawForest(forest, draw),
    looks: await Promise.all(device.looks.map(async (looks) => draw(looksSpec(looks)))),
    phases: await Promise.all(device.phases.map(async (phases) => draw(phasesSpec(phases)))),
    launches: await Promise.all(device.launchPlots.map(async (plot) => draw(launchesSpec(plot)))),
    throughput: await Promise.all((device.throughput ?? []).map(async (course) => draw(throughputSpec(course)))),
    battery: battery === null ? null : await draw(battery),
    temperature: temperature === null ? null : await draw(temperature),
  };
}
