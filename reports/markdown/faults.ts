import { listed } from '#harness/text/lists.ts';
import type { ReportView } from '#reports/view/report-view.ts';
import { escapeMarkdown as escape, table } from './escape.ts';

/** How often the builds failed, where, and what each fault said; nothing where none did. */
export function faults(view: ReportView): readonly string[] {
  if (view.faults.length === 0) return [];
  const rows = view.faults.map((fault) => [fault.device, fault.pass, fault.arm, fault.code, fault.message]);
  return [
    [
      '### Product faults',
      '',
      ...faultRates(view),
      table(['Device', 'Pass', 'Build', 'Code', 'Message'], rows),
      '',
      escape(`What the codes mean: ${listed([...new Set(view.faults.map(({ guide }) => guide))])}.`),
      '',
    ].join('\n'),
  ];
}

function faultRates({ faultRates: rates }: ReportView): readonly string[] {
  if (rates === null) return [];
  const rows = rates.rows.map(({ device, pass, candidate, baseline }) => [device, pass, candidate, baseline]);
  const where = rows.length === 0 ? [] : [table(['Device', 'Pass', 'Candidate', 'Baseline'], rows), ''];
  return [escape([rates.sentence, rates.explanation].join(' ').trim()), '', ...where];
}
