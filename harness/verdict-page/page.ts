import { createHash } from 'node:crypto';
import { provenanceMark } from '#harness/text/names.ts';
import type { Provenance } from '#harness/domain/device.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';
import { compileProgram, PROGRAM_NAME } from './compile-program.ts';
import { line } from './html.ts';
import { STYLE } from './style.ts';

/** What a page is made from. */
export type VerdictPage = {
  readonly record: VerdictRecord;
  readonly provenance: Provenance;
  /** Of the harness whose rules are in the page. */
  readonly version: string;
  /** The colours of every page that people open, as variables of CSS. */
  readonly colours: string;
  /** The lines of the bundle. */
  readonly lines: AsyncIterable<string>;
};

/** Reads the bundle out of the page, has it judged, and offers it as a file. */
const START = `
const text = document.getElementById('bundle').textContent;
const shown = document.getElementById('verdict');
const hash = async (part) => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(part));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
};
const save = document.getElementById('save');
save.href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
save.hidden = false;
${PROGRAM_NAME}.recomputedHtml(text, hash, shown.dataset.version).then((html) => {
  shown.innerHTML = html;
  shown.dataset.state = 'done';
});
`;

/**
 * One HTML file that works a decision out again in the browser, from the launches in it: the rules are compiled in, and the page may
 * load nothing.
 */
export async function* verdictPage(page: VerdictPage): AsyncGenerator<string> {
  const { record, provenance, version, colours, lines } = page;
  const scripts = [inScript(await compileProgram()), START];
  const allowed = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`).join(' ');
  const mark = provenanceMark(provenance);
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${allowed}; base-uri 'none'; form-action 'none'">
<meta name="generator" content="fastvlm-bench">
<title>${line(record.decision)} – ${line(record.runId)}, recomputed</title>
<style>${colours}${STYLE}</style>
</head>
<body>
<header><p class="product">fastvlm-bench</p><p>A decision that your browser recomputes. It loads nothing from the network.</p></header>
<main>
<h1>${line(record.runId)}${mark === null ? '' : ` <span class="mark">${mark}</span>`}</h1>
<div id="verdict" data-version="${line(version)}" aria-live="polite"><p>Recorded: ${line(record.decision)} under ${line(record.policy.id)}. Recomputing …</p></div>
<noscript><p>Nothing is recomputed without JavaScript. Save this page and use <code>fastvlm-bench verify</code> on the bundle that it was made with.</p></noscript>
<p><a id="save" hidden download="${line(record.runId)}.bundle">Save the evidence bundle</a> to verify it with <code>fastvlm-bench verify FILE</code>.</p>
</main>
<pre id="bundle" hidden>`;
  for await (const text of lines) yield text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  yield `</pre>\n`;
  for (const script of scripts) yield `<script>${script}</script>\n`;
  yield '</body>\n</html>\n';
}

/** Code must not end its element or open a comment; in texts and patterns the backslash changes nothing. */
function inScript(code: string): string {
  return code.replaceAll(/<(?=\/script|!--)/gi, '\\x3C');
}
