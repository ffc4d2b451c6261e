import type { Reporter, ReportInput } from '#harness/ports/report.ts';
import { readable } from '#harness/text/sentences.ts';
import { document, type Element } from '#reports/junit/xml.ts';
import { decisionView } from '#reports/view/decision.ts';
import type { Tone } from '#reports/view/fact.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import { provenanceMark } from '#harness/text/names.ts';

/** Dark enough for white text. */
const COLOURS: Readonly<Record<Tone, string>> = {
  good: '#1a7f37',
  bad: '#cf222e',
  unsure: '#9a6700',
  notice: '#9a6700',
  neutral: '#57606a',
};
const LABEL_COLOUR = '#24292f';
const HEIGHT = 20;
const PADDING = 6;
/** Of a letter of the font; `textLength` makes every font as wide. */
const LETTER = 6.6;
const LONGEST_LABEL = 40;

/** `badge.svg`: the decision in two words, with where the numbers come from. */
export function badgeReporter(): Reporter {
  return { id: 'badge', render: async (input) => [{ name: 'badge.svg', content: document(badge(input)) }] };
}

function badge({ assessment, decision }: ReportInput): Element {
  const { word, tone } = decisionView(decision, assessment);
  const mark = provenanceMark(provenanceOf(assessment.devices));
  const label = readable(assessment.suite.id, LONGEST_LABEL);
  const message = [word.toLowerCase(), ...(mark === null ? [] : [mark])].join(' · ');
  const [left, right] = [widthOf(label), widthOf(message)];
  const title = `${label}: ${message}`;
  return {
    name: 'svg',
    attributes: {
      xmlns: 'http://www.w3.org/2000/svg',
      width: left + right,
      height: HEIGHT,
      role: 'img',
      'aria-label': title,
    },
    content: [
      { name: 'title', attributes: {}, content: title },
      { name: 'rect', attributes: { width: left + right, height: HEIGHT, rx: 3, fill: LABEL_COLOUR } },
      { name: 'rect', attributes: { x: left, width: right, height: HEIGHT, rx: 3, fill: COLOURS[tone] } },
      {
        name: 'g',
        attributes: { fill: '#fff', 'font-family': 'Verdana, Geneva, DejaVu Sans, sans-serif', 'font-size': 11 },
        content: [textAt(PADDING, label), textAt(left + PADDING, message)],
      },
    ],
  };
}

function textAt(x: number, text: string): Element {
  const textLength = widthOf(text) - 2 * PADDING;
  return { name: 'text', attributes: { x, y: 14, textLength, lengthAdjust: 'spacingAndGlyphs' }, content: text };
}

function widthOf(text: string): number {
  return Math.round(Array.from(text).length * LETTER) + 2 * PADDING;
}
