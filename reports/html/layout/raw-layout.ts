import type { DeviceView } from '#reports/view/report-view.ts';

/** The values of each phone, both builds of a metric in one row. */
export function rawLayout(devices: readonly DeviceView[]) {
  return devices.map(({ label, provenance, values }) => {
    const arms = [...new Set(values.map(({ arm }) => arm))];
    const rows = Map.groupBy(values, ({ label: metric, pass, unit }) => JSON.stringify([metric, pass, unit]));
    return {
      label,
      provenance,
      arms,
      values: [...rows.values()].map((own) => ({
        label: own[0]?.label ?? '',
        unit: own[0]?.unit ?? '',
        arms: arms.map((arm) => own.find((row) => row.arm === arm)?.values.replaceAll('  ', ' ') ?? ''),
      })),
    };
  });
}
