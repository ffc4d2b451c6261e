import type { Decision } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Waiver } from '#harness/domain/waiver.ts';
import { readable, sentence } from '#harness/text/sentences.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { metricName, provenanceMark } from '#harness/text/names.ts';
import { waiverTerms } from '#harness/text/waivers.ts';
import { reportCommand } from '#harness/text/commands.ts';
import type { Waived } from '#harness/workflow/waivers/waive-change.ts';

type Asked = { readonly reference: string; readonly file: string; readonly inStore: string };

/** What was written, and what the gate makes of it. */
export function waivedText({ run, waivers, decision }: Waived, { reference, file, inStore }: Asked): string {
  const lines = waivers.map((waiver) => {
    const terms = readable(waiverTerms(waiver), 400);
    return `${metricName(waiver.metric)} on ${deviceModelText(waiver, run)}: waived ${terms}\n`;
  });
  const [first] = decision.reasons;
  const why = first === undefined ? '.' : `: ${sentence(readable(first.message, 300))}`;
  const again = reportCommand(shellWord(reference), `${inStore} --waivers ${shellWord(file)}`);
  const isShort = decision.reasons.some(({ kind }) => kind === 'stoppedEarly');
  const rest = isShort
    ? `Only a new run can measure what was skipped: with --waivers ${shellWord(file)} it does not end for this loss.\n`
    : '';
  return `${lines.join('')}Written to ${file}. With it the run is ${WORDS[decision.kind]}${why}\n${rest}Judge the run with it: ${again}\n`;
}

const WORDS: { readonly [Kind in Decision['kind']]: string } = {
  pass: 'a pass',
  fail: 'a fail',
  inconclusive: 'inconclusive',
};

/** `iPhone17,1 (virtual)`: the size is what this run measured. */
function deviceModelText({ deviceModel = 'every model' }: Waiver, { devices }: Run): string {
  const device = devices.find(({ model }) => model === deviceModel);
  const mark = device === undefined ? null : provenanceMark(device.provenance);
  return `${readable(deviceModel, 60)}${mark === null ? '' : ` (${mark})`}`;
}
