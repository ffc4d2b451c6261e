import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import type { ReportView } from '#reports/view/report-view.ts';
import type { DeviceCharts } from './charts.ts';
import { unbroken } from './unbroken.ts';

const PARTIALS = [
  'style',
  'badge',
  'reason',
  'decision',
  'builds',
  'models',
  'device',
  'confidence',
  'looks',
  'charts',
  'findings',
  'state',
  'appendix',
] as const;

/** Larger runs keep their raw values in report.json alone: a page should open at once. */
const LARGEST_DOWNLOAD_BYTES = 1_000_000;

/** Every value is escaped by the templates; the only mark-up that passes through is the SVG of our own charts. */
export async function renderPage(view: ReportView, charts: readonly DeviceCharts[]): Promise<string> {
  const handlebars = Handlebars.create();
  const read = async (name: string): Promise<string> =>
    readFile(new URL(`./templates/${name}.hbs`, import.meta.url), 'utf8');
  const partials = await Promise.all(PARTIALS.map(async (name) => [name, await read(name)] as const));
  for (const [name, source] of partials) handlebars.registerPartial(name, source);
  // Strict: a field that the view does not have is an error here and never an empty cell.
  const page = handlebars.compile(await read('page'), { strict: true, knownHelpersOnly: true });
  const devices = view.devices.map((device, index) => ({ ...device, ...chartsOf(view, index, charts[index]) }));
  return page({ ...unbroken({ ...view, devices }), download: download(view) });
}

/** The view's lists with each picture beside the words that belong to it. */
function chartsOf(view: ReportView, index: number, charts: DeviceCharts | undefined) {
  const device = view.devices[index];
  return {
    isOpen: index === 0,
    forestChart: device?.forest && charts?.forest ? { ...charts.forest, description: device.forest.description } : null,
    looksCharts: (device?.looks ?? []).map((looks, at) => ({ ...looks, svg: charts?.looks[at] ?? '' })),
    phaseCharts: (device?.phases ?? []).map((phases, at) => ({ ...phases, svg: charts?.phases[at] ?? '' })),
    launchCharts: (device?.launchPlots ?? []).map((plot, at) => ({ ...plot, svg: charts?.launches[at] ?? '' })),
    batteryChart: charts?.battery ?? null,
    isThermalMarked:
      charts?.battery !== null && (device?.state?.points ?? []).some(({ thermal }) => thermal !== 'nominal'),
    temperatureChart: charts?.temperature ?? null,
  };
}

function download({ raw, runId }: ReportView): { readonly name: string; readonly href: string } | null {
  const bytes = Buffer.from(JSON.stringify(raw));
  if (bytes.length > LARGEST_DOWNLOAD_BYTES) return null;
  const name = `${runId.replaceAll(/[^a-zA-Z0-9_-]/g, '-')}-values.json`;
  return { name, href: `data:application/json;base64,${bytes.toString('base64')}` };
}
