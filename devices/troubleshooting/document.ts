import { join } from 'node:path';
import { FAULT_GUIDES, type FaultGuide } from '#devices/agent/fault-guide.ts';
import { FAULT_CODES } from '#devices/ios/faults/fault-codes.ts';
import { HINT_RULES } from '#harness/explain/hint-rules.ts';
import { isCertainFault } from '#harness/domain/product-fault.ts';
import { MAX_ATTEMPTS } from '#harness/measure/retry.ts';

/** The page that is written: `npm run troubleshooting`. */
export const DOCUMENT_FILE = join(import.meta.dirname, '../../docs/troubleshooting.md');

/** Every code of a failed launch and every hint, from the tables that the harness itself works with. */
export function troubleshootingDocument(): string {
  const sections = [
    { title: 'The way to the phone', faults: Object.entries(FAULT_CODES) },
    ...Object.entries(FAULT_GUIDES).map(([title, faults]) => ({ title, faults: Object.entries(faults) })),
  ];
  return `${[
    HEAD,
    ...sections.flatMap(({ title, faults }) => [
      `## ${title}`,
      ...faults.map(([code, guide]) => faultText(code, guide)),
    ]),
    HINTS,
    ...HINT_RULES.map(
      ({ title, id, when, advice, reason, source }) =>
        `### ${title}\n\n\`${id}\`. Shown when ${when}.\n\n${advice}\n\n${reason} Source: [${source.title}](${source.url}).`,
    ),
  ].join('\n\n')}\n`;
}

const HEAD = `# Troubleshooting

<!-- Written by \`npm run troubleshooting\` from devices/ios/faults/fault-codes.ts, devices/agent/fault-guide.ts and harness/explain. -->

This page has a section for each fault code of a failed launch and, below them, one for each [hint](#where-to-look) of a report. Reports and errors
name the section of the code that they print. In an installed package this page is \`node_modules/fastvlm-bench/docs/troubleshooting.md\`.

A fault belongs to the lab or to the build. A fault of the lab is tried again, up to ${MAX_ATTEMPTS} tries a launch, and never counts against a build. A fault of
the build is counted and never tried again. [iPhone setup](iphone-setup.md#when-it-does-not-work) says where the log of a failed launch is.`;

const HINTS = `## Where to look

Reports have hints on where to look when a metric has surely got worse. A hint decides nothing, and a run without a regression has none.`;

type Guide = FaultGuide & { readonly isSessionLost?: boolean };

function faultText(code: string, { kind, means, remedy, isSessionLost = false }: Guide): string {
  return `### ${code}\n\n${means}\n\n- **Whose fault:** ${whose(code, kind)}\n- **Tried again:** ${retry(kind, isSessionLost)}\n- **What to do:** ${remedy}`;
}

function whose(code: string, kind: Guide['kind']): string {
  if (kind === 'infrastructure') return 'the lab’s; it never counts against the build.';
  return isCertainFault(code)
    ? 'the build’s; one such launch fails the gate, because every launch of the package has it.'
    : 'the build’s; it counts toward its fault rate.';
}

function retry(kind: Guide['kind'], isSessionLost: boolean): string {
  if (kind === 'product') return 'no.';
  return isSessionLost ? 'yes, in a new session.' : 'yes.';
}
