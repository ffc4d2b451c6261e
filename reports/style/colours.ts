import { readFile } from 'node:fs/promises';

/** The colours of every page that people open, light and dark, as variables of CSS. */
export async function colours(): Promise<string> {
  return readFile(new URL('./colours.css', import.meta.url), 'utf8');
}
