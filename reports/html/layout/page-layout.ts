import { strip } from '#reports/html/drawings/strip.ts';
import { count } from '#harness/text/numbers.ts';
import { capital } from '#harness/text/sentences.ts';
import { ATTRIBUTIONS_MEANING } from '#reports/view/attributions-view.ts';
import { HINTS_MEANING } from '#reports/view/hints-view.ts';
import type { MatrixView } from '#reports/view/matrix-view.ts';
import type { MetricFinding } from '#reports/view/metric-finding-view.ts';
import type { ReportView } from '#reports/view/report-view.ts';
import { detailsLayout } from './details-layout.ts';
import { matrixLayout } from './matrix-layout.ts';
import { phonesLayout } from './phones-layout.ts';
import { rawLayout } from './raw-layout.ts';

/** Findings that stand open: what blocks is always among them. */
const OPEN_FINDINGS = 6;
/** Phones of a finding that are named; the matrix has all of them. */
const MOST_PLACES = 4;
/** So many phones have a column each in the findings; more stand in one, by name. */
const MOST_COLUMNS = 2;
/** Larger runs keep their raw values in report.json alone: a page should open at once. */
const LARGEST_DOWNLOAD_BYTES = 150_000;

/** The view, with what its parts look like on a page. */
export function pageLayout(view: ReportView) {
  const { decision, findings, metrics, matrix, devices, faults, warnings, deviceModels } = view;
  const kindsOf = new Map(
    matrix.groups.flatMap(({ rows }) => rows.map(({ anchor, cells }) => [anchor, kindsIn(cells)] as const)),
  );
  const details = detailsLayout(metrics, findings);
  const withKinds = <T extends { readonly anchor: string; readonly better: string }>(metric: T) => ({
    ...metric,
    betterText: capital(metric.better),
    kinds: kindsOf.get(metric.anchor) ?? '',
  });
  return {
    ...view,
    raw: rawLayout(devices),
    hintsMeaning: HINTS_MEANING,
    attributions: attributionsLayout(view),
    attributionsMeaning: ATTRIBUTIONS_MEANING,
    contents: contentsOf(view),
    terms: termsOf(view),
    glossary: view.glossary.map((entry, index) => ({ ...entry, anchor: `term-${index + 1}` })),
    summary: {
      ...view.summary,
      questions: view.summary.questions.map((own, index, all) => ({ ...own, isProvenance: index === all.length - 1 })),
    },
    matrix: { ...matrixLayout(matrix), hasModels: deviceModels.length > 0 },
    samples: SAMPLES,
    plainReasons: [...decision.reasons.filter(({ where }) => where === null), ...decision.notes],
    findings: findingsLayout(findings, matrix),
    details: {
      found: details.found.map(withKinds),
      others: details.others.map(withKinds),
      othersText: view.hasBaseline
        ? count(details.others.length, 'metric without a finding', 'metrics without a finding')
        : count(details.others.length, 'metric'),
    },
    areAnswersKnown: view.answers.length > 0 || view.unchangedAnswers !== null,
    devices: phonesLayout(devices),
    hasLooks: devices.some(({ looks }) => looks.length > 0),
    phonesText: `${count(devices.length, 'device')}: battery, heat, launches, looks`,
    faultsText: faults.length === 0 ? 'Product faults: none' : `Product faults: ${faults.length}`,
    warningsText: String(warnings.length),
    download: download(view),
  };
}

function attributionsLayout({ attributions, pictures }: ReportView) {
  return attributions.map(({ questions, ...attribution }) => ({
    ...attribution,
    questionsText: `Questions that moved most: ${questions.length}`,
    questions: questions.map(({ picture, ...row }) => ({
      ...row,
      source: picture === null ? '' : (pictures[picture] ?? ''),
    })),
  }));
}

type Kinds = { readonly kind: string };

function kindsIn(cells: readonly Kinds[]): string {
  return [...new Set(cells.map(({ kind }) => kind))].join(' ');
}

function contentsOf({ builds, next }: ReportView) {
  return [
    ...(builds.differences.length > 0 ? [{ anchor: 'build', name: 'Build' }] : []),
    { anchor: 'matrix', name: 'Matrix' },
    ...(next.length > 0 ? [{ anchor: 'next', name: 'Next' }] : []),
    { anchor: 'findings', name: 'Findings' },
    { anchor: 'details', name: 'Details' },
    { anchor: 'answers', name: 'Answers' },
    { anchor: 'evidence', name: 'Evidence' },
  ];
}

/** Where words that the page links to are explained. */
function termsOf({ glossary }: ReportView) {
  const anchorOf = (word: string): string => `#term-${glossary.findIndex(({ term }) => term === word) + 1}`;
  return {
    margin: anchorOf('Margin'),
    inconclusive: anchorOf('Inconclusive'),
    regression: anchorOf('Regression'),
    change: anchorOf('Change'),
  };
}

const SAMPLES = {
  fine: strip([{ low: -0.5, estimate: 0, high: 0.6 }], 'noRegression', 60),
  open: strip([{ low: -0.2, estimate: 0.9, high: 2 }], 'inconclusive', 60),
  bad: strip([{ low: 3, estimate: 4, high: 5 }], 'regression', 60),
};

function findingsLayout(findings: readonly MetricFinding[], { columns }: MatrixView) {
  const names = columns.length <= MOST_COLUMNS ? columns.map(({ name }) => name) : [];
  const rows = findings.map(({ places, ...finding }) => {
    const rest = places.length - MOST_PLACES;
    return {
      cells: names.map((_, at) => places.filter(({ column }) => column === at)),
      ...finding,
      kinds: [finding.kind, ...new Set(places.map(({ kind }) => kind))].join(' '),
      places: places.slice(0, MOST_PLACES),
      more: rest > 0 ? `and ${rest} more` : '',
    };
  });
  const deciding = rows.filter(({ kind, isBlocking }) => kind === 'regression' && isBlocking).length;
  const open = Math.max(OPEN_FINDINGS, deciding);
  return {
    names,
    first: rows.slice(0, open),
    rest: rows.slice(open),
    restText: count(rows.length - open, 'more finding'),
  };
}

function download({ raw, runId }: ReportView): { readonly name: string; readonly href: string } | null {
  const bytes = Buffer.from(JSON.stringify(raw));
  if (bytes.length > LARGEST_DOWNLOAD_BYTES) return null;
  const name = `${runId.replaceAll(/[^a-zA-Z0-9_-]/g, '-')}-values.json`;
  return { name, href: `data:application/json;base64,${bytes.toString('base64')}` };
}
