import { stateDrawing } from '#reports/html/drawings/course.ts';
import { looksDrawing } from '#reports/html/drawings/looks.ts';
import type { DeviceView } from '#reports/view/report-view.ts';

/** Each phone with pictures of its battery, its heat and the blocks that were measured on it. */
export function phonesLayout(devices: readonly DeviceView[]) {
  return devices.map((device) => {
    const { state, looks } = device;
    const battery = state === null ? null : stateDrawing(state, 'batteryPercent');
    return {
      ...device,
      // These stand elsewhere.
      comparisons: [],
      measurements: [],
      values: [],
      state: state === null ? null : { facts: state.facts, description: state.description },
      battery,
      temperature: state === null ? null : stateDrawing(state, 'temperatureC'),
      isWarm:
        battery !== null && (state?.points ?? []).some(({ thermal }) => thermal !== null && thermal !== 'nominal'),
      looks: looks.map((own) => ({ ...own, svg: looksDrawing(own) })),
    };
  });
}
