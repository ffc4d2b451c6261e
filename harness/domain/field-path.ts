/** A place in a JSON document as people write it, such as `devices[0].wda.localPort`; empty for the document itself. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
