import { readable } from '#harness/text/sentences.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { metricName } from '#harness/text/names.ts';
import { waiverTerms } from '#harness/text/waivers.ts';
import { reportCommand } from '#harness/workflow/command-text.ts';
import type { Waived } from '#harness/workflow/waive-change.ts';

type Asked = { readonly reference: string; readonly file: string; readonly inStore: string };

/** What was written, and what the gate makes of it. */
export function waivedText({ waivers, decision }: Waived, { reference, file, inStore }: Asked): string {
  const lines = waivers.map(
    (waiver) => `${metricName(waiver.metric)} on ${waiver.deviceModel}: waived ${readable(waiverTerms(waiver), 400)}\n`,
  );
  const [first] = decision.reasons;
  const rest = first === undefined ? '' : `, as: ${readable(first.message, 300)}`;
  const again = reportCommand(shellWord(reference), `${inStore} --waivers ${shellWord(file)}`);
  return `${lines.join('')}Written to ${file}. With it the gate says ${decision.kind}${rest}.\nJudge the run with it: ${again}\n`;
}
