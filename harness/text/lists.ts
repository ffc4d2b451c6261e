const AND = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** A longer list makes an unreadable sentence. */
const MOST_NAMED = 5;

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return AND.format(items);
}

/** `a`, `a or b`, `a, b or c`. */
export function anyOf(items: readonly string[]): string {
  return OR.format(items);
}

/** The first few of a list whose items are longer than words, and how many more there are: `a; b; and 4 more`. */
export function firstOf(items: readonly string[], atMost = MOST_NAMED): string {
  const more = items.length - atMost;
  return items.slice(0, atMost).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
