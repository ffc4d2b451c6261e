/** Test support: how well text can be told from its ground. */
import type { Page } from 'playwright-core';

/** Contrast ratio of an element's text against the ground it stands on, WCAG 2.2 section 1.4.3. */
export async function contrast(page: Page, selector: string): Promise<number> {
  return page.evaluate<number>(`(${CONTRAST})(${JSON.stringify(selector)})`);
}

/**
 * Code of the page, as text because this project has no types of the DOM. A canvas turns any notation of a colour into
 * bytes.
 */
const CONTRAST = `(selector) => {
  const element = document.querySelector(selector);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const layers = [];
  for (let node = element; node !== null; node = node.parentElement) {
    layers.unshift(getComputedStyle(node).backgroundColor);
  }
  const luminance = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => {
      const part = byte / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = luminance(layers);
  const text = luminance([...layers, getComputedStyle(element).color]);
  return (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05);
}`;
