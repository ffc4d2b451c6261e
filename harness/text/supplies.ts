import type { SupplyState } from '#harness/domain/power.ts';

/** How each state is called where people read it. */
export const SUPPLY_WORDS: Readonly<Record<SupplyState, string>> = {
  battery: 'on battery',
  held: 'on an adapter, battery held',
  charging: 'charging',
};

/** `on battery or charging`. */
export function suppliesText(supplies: readonly SupplyState[]): string {
  return supplies.map((supply) => SUPPLY_WORDS[supply]).join(' or ');
}
