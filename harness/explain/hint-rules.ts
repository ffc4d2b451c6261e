import type { HintRule } from './hint.ts';
import { ANSWER_RULES } from './rules/answers.ts';
import { ENERGY_RULES } from './rules/energy.ts';
import { INSTRUCTION_RULES } from './rules/instructions.ts';
import { LOAD_RULES } from './rules/load.ts';
import { MEMORY_RULES } from './rules/memory.ts';
import { STAGE_RULES } from './rules/stages.ts';

/** Every rule, in the order in which a report shows what they say: where the time is first. */
export const HINT_RULES: readonly HintRule[] = [
  ...STAGE_RULES,
  ...LOAD_RULES,
  ...ANSWER_RULES,
  ...INSTRUCTION_RULES,
  ...ENERGY_RULES,
  ...MEMORY_RULES,
];
