import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision, WaiverUse } from '#harness/domain/decision.ts';
import type { Waiver } from '#harness/domain/waiver.ts';
import { isWaiverFor } from '#harness/gate/waivers.ts';
import type { FileRemark } from '#harness/ports/publish.ts';
import { waiverTerms } from '#harness/text/waivers.ts';

const PROBLEMS: ReadonlySet<WaiverUse['state']> = new Set(['exceeded', 'expired', 'mayExceed', 'otherUnit']);

/**
 * What a decision makes of the entries of a file of waivers that did not help: on the line on which each begins.
 *
 * @param file an absolute path
 * @param text of that file, from which `waivers` were parsed
 */
export function waiverRemarks(
  { file, text, waivers }: { readonly file: string; readonly text: string; readonly waivers: readonly Waiver[] },
  { kind, reasons, notes }: Decision,
  assessment: Assessment,
): readonly FileRemark[] {
  const lines = entryLines(text);
  const remarks = new Map<number, FileRemark>();
  for (const reason of [...reasons, ...notes]) {
    if (!('metric' in reason) || reason.waiver === undefined || !PROBLEMS.has(reason.waiver.state)) continue;
    const { terms } = reason.waiver;
    // Entries for several models of phones often have the same terms.
    const index = waivers.findIndex((own) => waiverTerms(own) === terms && isWaiverFor(own, reason, assessment));
    if (index < 0 || remarks.has(index)) continue;
    const level = kind === 'fail' && reasons.includes(reason) ? 'failure' : 'warning';
    remarks.set(index, { file, line: lines[index] ?? 1, level, message: reason.message });
  }
  return [...remarks.values()];
}

/** The line, from 1, on which each object of the one list in a JSON document begins. */
function entryLines(json: string): readonly number[] {
  const lines: number[] = [];
  let [depth, line, isInText] = [0, 1, false];
  for (let at = 0; at < json.length; at += 1) {
    const letter = json[at];
    if (letter === '\n') line += 1;
    else if (isInText && letter === '\\') at += 1;
    else if (letter === '"') isInText = !isInText;
    else if (isInText) continue;
    else if (letter === '{' || letter === '[') {
      if (letter === '{' && depth === 2) lines.push(line);
      depth += 1;
    } else if (letter === '}' || letter === ']') depth -= 1;
  }
  return lines;
}
