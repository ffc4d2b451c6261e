import { type Scale, tickText } from './scale.ts';

export type Size = { readonly width: number; readonly height: number };
/** The edges of the part of a drawing that has the data. */
export type Plot = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/** Words beside a drawing say what it shows, so screen readers skip the drawing. */
export function frame({ width, height }: Size, { left, right }: Plot, y: Scale, body: readonly string[]): string {
  const rules = y.ticks.map((value) => `M${left} ${y.at(value)}H${right}`).join('');
  const labels = y.ticks.map(
    (value) => `<text x="${left - 6}" y="${y.at(value) + 4}" text-anchor="end">${tickText(value)}</text>`,
  );
  return `<svg class="plot" viewBox="0 0 ${width} ${height}" aria-hidden="true"><path class="rules" d="${rules}"/>${labels.join('')}${body.join('')}</svg>`;
}
