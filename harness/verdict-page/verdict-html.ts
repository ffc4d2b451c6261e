import type { Bundle } from '#harness/bundle/read-bundle.ts';
import type { Comparison, DeviceModelComparison, InconclusiveReason } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Reason } from '#harness/domain/decision.ts';
import { EXCLUSION_RULES } from '#harness/domain/exclusion.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import { launchesOf, provenanceOf } from '#harness/domain/run.ts';
import type { RecordedVerdict } from '#harness/domain/verdict-record.ts';
import { DOUBTS } from '#harness/text/doubts.ts';
import { instant } from '#harness/text/moments.ts';
import { metricName, provenanceMark } from '#harness/text/names.ts';
import { count } from '#harness/text/numbers.ts';
import { changeText, marginText } from '#harness/text/quantities.ts';
import type { Recomputed } from '#harness/workflow/judge/recompute.ts';
import { inSecondSession, settingsText } from '#harness/workflow/judge/verdict-differences.ts';
import { escaped, line } from './html.ts';

/** What a browser has worked out from the launches of a bundle, beside what the bundle records. */
export function verdictHtml(bundle: Bundle, recomputed: Recomputed): string {
  return [
    decision(bundle, recomputed),
    facts(bundle),
    verdicts(bundle, recomputed),
    reasons(recomputed),
    exclusions(bundle, recomputed),
  ].join('\n');
}

const SAME = '<span class="good">✓ same</span>';
const OTHER = '<span class="bad">✕ differs</span>';

function decision({ record }: Bundle, { differences, decision: now, isByOtherRules }: Recomputed): string {
  const isSame = differences.length === 0;
  const rules =
    isByOtherRules && !isSame
      ? `<p>Version ${line(record.harness)} with rules ${record.rules} judged it; this page has other rules, so a difference proves nothing.</p>`
      : '';
  return `<section class="decision ${isSame ? 'agrees' : 'disagrees'}">
<dl><div><dt>Recorded</dt><dd id="recorded" class="${line(record.decision)}">${line(record.decision)}</dd></div>
<div><dt>Recomputed here</dt><dd id="recomputed" class="${now.kind}">${now.kind}</dd></div></dl>
<p id="outcome">${
    isSame
      ? `<span class="good">✓</span> Your browser has worked out ${count(record.verdicts.length + (record.secondSession ?? []).length, 'verdict')} from the launches in this page: all are as recorded, to a billionth.`
      : `<span class="bad">✕</span> Your browser gets ${count(differences.length, 'difference')}: the recorded decision does not follow from the launches in this page.`
  }</p>${rules}
</section>`;
}

function facts({ record, runs, address, signature }: Bundle): string {
  const [judged] = runs;
  const run = judged?.run;
  const mark = provenanceMark(provenanceOf(run?.devices ?? []));
  const launches = runs.reduce((sum, own) => sum + launchesOf(own.run).length, 0);
  const rows: readonly (readonly [string, string])[] = [
    ['Run', line(record.runId)],
    ['Candidate', line(run?.candidate.label ?? '')],
    [
      'Devices',
      `${line((run?.devices ?? []).map(({ label }) => label).join(', '))}${mark === null ? '' : ` <span class="mark">${mark}: not measured on an iPhone</span>`}`,
    ],
    ['Launches', `${count(launches, 'launch', 'launches')} of ${count(runs.length, 'run')}`],
    ['Judged', `${line(instant(record.judgedAt))} by version ${line(record.harness)}, rules ${record.rules}`],
    ['Policy', line('inconclusive' in record.policy ? settingsText(record.policy) : record.policy.id)],
    [
      'Waivers',
      record.waivers.length === 0
        ? 'none'
        : record.waivers
            .map(({ metric, owner, until, reason }) => line(`${metric} until ${until} by ${owner}: ${reason}`))
            .join('<br>'),
    ],
    [
      'Address',
      `<code id="address">${address}</code><br>The chain of hashes holds. Compare the address with the one that was published: anyone who can change this page can also write another one.`,
    ],
    [
      'Signature',
      signature === null
        ? 'It is not signed.'
        : 'It is signed. This page does not check by whom: save the bundle and use <code>fastvlm-bench verify FILE --key PUBLIC.pem</code>.',
    ],
  ];
  return `<section><h2>What was judged</h2><dl class="facts">${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl></section>`;
}

function verdicts({ record }: Bundle, { assessment, verdicts: now, differences }: Recomputed): string {
  // The same comparison as that of the command line.
  const differing = new Set(differences.map(placeOf));
  const first = verdictTable('Verdicts', record.verdicts, now.verdicts, assessment, (verdict) =>
    differing.has(placeOf(verdict)),
  );
  const [second, secondNow] = [record.secondSession ?? [], now.secondSession ?? []];
  if (assessment.secondSession === undefined) return first;
  const again = verdictTable('Verdicts of the second session', second, secondNow, assessment.secondSession, (verdict) =>
    differing.has(placeOf(inSecondSession(verdict))),
  );
  return `${first}\n${again}`;
}

function verdictTable(
  title: string,
  there: readonly RecordedVerdict[],
  now: readonly RecordedVerdict[],
  { comparisons, deviceModels }: Pick<Assessment, 'comparisons' | 'deviceModels'>,
  isDiffering: (verdict: RecordedVerdict) => boolean,
): string {
  const sources: readonly (Comparison | DeviceModelComparison)[] = [...comparisons, ...deviceModels];
  const rows = now.map((verdict, at) => {
    const own = there[at];
    const recorded = own !== undefined && placeOf(own) === placeOf(verdict) ? own : undefined;
    const isSame = recorded !== undefined && !isDiffering(verdict);
    const source = sources[at];
    return `<tr data-verdict="${escaped(JSON.stringify(verdict))}">
<th scope="row">${line(source === undefined ? verdict.metric : metricName(source.metric))}<small>${line(verdict.subject)} · ${line(verdict.passId)}</small></th>
<td data-is="Recorded">${recorded === undefined ? '–' : verdictText(recorded, source)}</td><td data-is="Recomputed here">${verdictText(verdict, source)}</td><td>${isSame ? SAME : OTHER}</td></tr>`;
  });
  const body = rows.length === 0 ? '<tr><td colspan="4">Nothing was compared.</td></tr>' : rows.join('\n');
  return `<section><h2>${title}</h2><div class="wide"><table><thead><tr><th scope="col">Metric</th><th scope="col">Recorded</th><th scope="col">Recomputed here</th><th scope="col"></th></tr></thead>
<tbody>${body}</tbody></table></div></section>`;
}

type Place = Pick<RecordedVerdict, 'subject' | 'passId' | 'metric'>;

function placeOf({ subject, passId, metric }: Place): string {
  return JSON.stringify([subject, passId, metric]);
}

/** Verdicts of another version stay as it calls them. */
const WORDS: Readonly<Record<string, string>> = { noRegression: 'no regression' };

function isDoubt(reason: string): reason is InconclusiveReason {
  return Object.hasOwn(DOUBTS, reason);
}

function verdictText(
  { verdict, reason, change, margin }: RecordedVerdict,
  of: Comparison | DeviceModelComparison | undefined,
): string {
  const word = `${WORDS[verdict] ?? verdict}${reason === null ? '' : `: ${isDoubt(reason) ? DOUBTS[reason].brief : reason}`}`;
  if (of === undefined || change === null) return line(word);
  const { estimate, low, high } = change;
  const isKnown = estimate !== null && low !== null && high !== null;
  const size = isKnown ? changeText({ estimate, low, high, confidence: 0 }, of) : 'no interval';
  return `${line(word)}<small>${escaped(size)}${margin === null ? '' : `, margin ${escaped(marginText(margin, of))}`}</small>`;
}

function reasons({ decision: { reasons: own, notes } }: Recomputed): string {
  const list = (title: string, all: readonly Reason[]): string =>
    all.length === 0
      ? ''
      : `<h3>${title}</h3><ul>${all.map(({ message }) => `<li>${line(message)}</li>`).join('')}</ul>`;
  const content = `${list('What decided', own)}${list('Worth knowing', notes)}`;
  return content === '' ? '' : `<section><h2>Why, recomputed here</h2>${content}</section>`;
}

function exclusions(bundle: Bundle, recomputed: Recomputed): string {
  const own = bundle.exclusions;
  const isSame = isSameData(own, recomputed.exclusions);
  const tally = Map.groupBy(own, ({ rule }) => rule);
  const rows = [...tally].map(
    ([rule, all]) => `<li>${count(all.length, 'launch', 'launches')}: ${EXCLUSION_RULES[rule]}</li>`,
  );
  return `<section><h2>Launches that are not compared</h2><p>${isSame ? SAME : OTHER}</p>${rows.length === 0 ? '<p>None: every launch counts.</p>' : `<ul>${rows.join('')}</ul>`}</section>`;
}
