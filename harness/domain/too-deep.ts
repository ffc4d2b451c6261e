/** What a store or a bundle holds is nested about ten levels deep; JSON.parse would follow more until memory ends. */
export const DEEPEST = 64;

/** Whether a JSON text is nested deeper: brackets outside of texts, counted before anything is parsed. */
export function isTooDeep(text: string): boolean {
  let [depth, isInText] = [0, false];
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (isInText) {
      if (character === 0x5c) index += 1;
      else if (character === 0x22) isInText = false;
    } else if (character === 0x22) isInText = true;
    else if (character === 0x5b || character === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (character === 0x5d || character === 0x7d) depth -= 1;
  }
  return false;
}
