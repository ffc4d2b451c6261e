import type { TopLevelSpec } from 'vega-lite';

/** Draws charts to SVG text. Loading the library takes a while: only a report that has charts pays for it. */
export type Draw = (spec: TopLevelSpec) => Promise<string>;

export async function loadDraw(): Promise<Draw> {
  const [vega, lite] = await Promise.all([import('vega'), import('vega-lite')]);
  return async (spec) => {
    const view = new vega.View(vega.parse(lite.compile(spec).spec), { renderer: 'none' });
    try {
      return trimmed(await view.toSVG());
    } finally {
      view.finalize();
    }
  };
}

/** Vega leaves empty helper shapes behind and opens with a namespace that HTML does not need: half of the bytes. */
function trimmed(svg: string): string {
  return svg
    .replace(/ xmlns(:xlink)?="[^"]*"/g, '')
    .replaceAll(/<path class="(?:background|foreground)"[^>]*d="(?:M0,0h0v0h0Z)?"[^>]*\/>/g, '')
    .replaceAll(
      / (?:font-family|pointer-events|aria-hidden|role|aria-roledescription|class|stroke-miterlimit|opacity)="(?:inherit|none|true|graphics-[a-z]+|[a-z -]*container|mark-[a-zA-Z -]+|4|1)"/g,
      '',
    )
    .replace('<svg ', '<svg aria-hidden="true" focusable="false" ');
}
