import { nearest } from '#harness/domain/nearest.ts';

/**
 * What a person may choose instead of a name that is not known, the name they probably meant first: `Did you mean smoke?
 * Choose one of: latency, smoke`.
 *
 * @param known must not be empty
 */
export function choicesText(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  const question = meant === null ? '' : `Did you mean ${meant}? `;
  // Models of computers have commas in their names.
  const choices = known.map((choice) => (choice.includes(', ') ? `"${choice}"` : choice));
  return `${question}Choose one of: ${choices.join(', ')}`;
}
