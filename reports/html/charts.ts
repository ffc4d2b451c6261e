import type { DeviceView, ReportView } from '#reports/view/report-view.ts';
import { type Draw, loadDraw } from './draw.ts';
import { forestSpec } from './forest-chart.ts';
import { looksSpec } from './looks-chart.ts';
import { launchesSpec, phasesSpec, stateSpec, temperatureSpec } from './run-charts.ts';

/** The charts of one device as SVG text, in the order of the view's lists; null where there is nothing to draw. */
export type DeviceCharts = {
  readonly forest: { readonly wide: string; readonly narrow: string } | null;
  readonly looks: readonly string[];
  readonly phases: readonly string[];
  readonly launches: readonly string[];
  readonly battery: string | null;
  readonly temperature: string | null;
};

export async function drawCharts(view: ReportView): Promise<readonly DeviceCharts[]> {
  const draw = await loadDraw();
  return Promise.all(view.devices.map(async (device) => drawDevice(device, draw)));
}

async function drawDevice(device: DeviceView, draw: Draw): Promise<DeviceCharts> {
  const { forest, state } = device;
  const battery = state === null ? null : stateSpec(state);
  const temperature = state === null ? null : temperatureSpec(state);
  return {
    forest:
      forest === null
        ? null
        : { wide: await draw(forestSpec(forest, 'wide')), narrow: await draw(forestSpec(forest, 'narrow')) },
    looks: await Promise.all(device.looks.map(async (looks) => draw(looksSpec(looks)))),
    phases: await Promise.all(device.phases.map(async (phases) => draw(phasesSpec(phases)))),
    launches: await Promise.all(device.launchPlots.map(async (plot) => draw(launchesSpec(plot)))),
    battery: battery === null ? null : await draw(battery),
    temperature: temperature === null ? null : await draw(temperature),
  };
}
