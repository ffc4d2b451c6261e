import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import type { ReportView } from '#reports/view/report-view.ts';
import type { Charts, DeviceCharts } from './charts.ts';
import { flipList } from './flip-list.ts';
import { island } from './island.ts';
import { unbroken } from './unbroken.ts';

const PARTIALS = [
  'style',
  'badge',
  'reason',
  'decision',
  'builds',
  'model-change',
  'operators',
  'device-models',
  'device',
  'confidence',
  'outputs',
  'looks',
  'charts',
  'answers',
  'accuracy',
  'types',
  'flips',
  'flip',
  'findings',
  'fault-rates',
  'state',
  'appendix',
] as const;

/** Larger runs keep their raw values in report.json alone: a page should open at once. */
const LARGEST_DOWNLOAD_BYTES = 1_000_000;

/**
 * Every value is escaped by the templates; what passes through is the SVG of our own charts, the page's one script, and
 * data for it that no text can break out of.
 */
export async function renderPage(view: ReportView, charts: Charts): Promise<string> {
  const handlebars = Handlebars.create();
  const read = async (name: string): Promise<string> =>
    readFile(new URL(`./templates/${name}`, import.meta.url), 'utf8');
  const partials = await Promise.all(PARTIALS.map(async (name) => [name, await read(`${name}.hbs`)] as const));
  for (const [name, source] of partials) handlebars.registerPartial(name, source);
  // Strict: a field that the view does not have is an error here and never an empty cell.
  const page = handlebars.compile(await read('page.hbs'), { strict: true, knownHelpersOnly: true });
  const { answers, pictures, ...rest } = view;
  const devices = view.devices.map((device, index) => ({ ...device, ...chartsOf(view, index, charts.devices[index]) }));
  return page({
    ...unbroken({ ...rest, devices }),
    answers: answers.map(({ flips, ...shown }, index) => ({
      ...unbroken(shown),
      // What models and people said stays as it is.
      list: flipList(flips, pictures),
      isOpen: index === 0,
      accuracyChart: charts.answers[index] ?? null,
    })),
    areAsidesShown: view.decision.notes.length + view.decision.findings.length > 0,
    areAnswersShown: answers.length > 0 || view.unchangedAnswers !== null,
    script: answers.length === 0 ? null : scriptOf(await read('flips.js'), pictures),
    download: download(view),
  });
}

/** The page runs this program and no other: it is named by its hash. */
function scriptOf(source: string, pictures: readonly string[]) {
  return { source, sha256: createHash('sha256').update(source).digest('base64'), pictures: island(pictures) };
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
    throughputCharts: (device?.throughput ?? []).map((course, at) => ({
      ...course,
      svg: charts?.throughput[at] ?? '',
    })),
    batteryChart: charts?.battery ?? null,
    isThermalMarked:
      charts?.battery !== null &&
      (device?.state?.points ?? []).some(({ thermal }) => thermal !== null && thermal !== 'nominal'),
    temperatureChart: charts?.temperature ?? null,
  };
}

function download({ raw, runId }: ReportView): { readonly name: string; readonly href: string } | null {
  const bytes = Buffer.from(JSON.stringify(raw));
  if (bytes.length > LARGEST_DOWNLOAD_BYTES) return null;
  const name = `${runId.replaceAll(/[^a-zA-Z0-9_-]/g, '-')}-values.json`;
  return { name, href: `data:application/json;base64,${bytes.toString('base64')}` };
}
