import type { Workload } from '#harness/domain/suite.ts';

const SHAPES = { model: 'default', dataset: 'shapes-vqa', promptTemplate: '{question}', imageSizePx: null } as const;

/** Long answers: every stage shows, decode rate and inter-token times included. */
export const CAPTIONS: Workload = { ...SHAPES, id: 'captions', subset: 'captions', maxOutputTokens: 32 };

/** One-word answers to every question of the dataset, scored. */
export const ALL_QUESTIONS: Workload = { ...SHAPES, id: 'all-questions', subset: 'all', maxOutputTokens: 16 };

/** A dozen scored questions: enough to see that a build answers at all. */
export const FEW_QUESTIONS: Workload = { ...SHAPES, id: 'few-questions', subset: 'smoke', maxOutputTokens: 16 };
