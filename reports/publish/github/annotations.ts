import type { FileRemark } from '#harness/ports/publish.ts';
import { PROGRAM } from '#harness/text/program-name.ts';
import { readable } from '#harness/text/sentences.ts';
import { LONGEST_ANNOTATION, pathInCheckout, workflowCommand } from '#harness/text/workflow-command.ts';

/** GitHub takes at most so many in one request. */
const MOST = 50;

/** A remark as the API of check runs takes it. docs.github.com/rest/checks/runs */
export type Annotation = {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: FileRemark['level'];
  readonly title: string;
  readonly message: string;
};

/** Failures first, 50 at most. What lies outside the checkout is no file of the repository, and is left out. */
export function annotationsOf(remarks: readonly FileRemark[], checkout: string | null): readonly Annotation[] {
  if (checkout === null) return [];
  const hardest = remarks.toSorted((a, b) => Number(b.level === 'failure') - Number(a.level === 'failure'));
  const own = hardest.flatMap(({ file, line, level, message }): readonly Annotation[] => {
    const path = pathInCheckout(file, checkout);
    if (path === null) return [];
    return [
      {
        path,
        start_line: line,
        end_line: line,
        annotation_level: level,
        title: PROGRAM,
        message: readable(message, LONGEST_ANNOTATION),
      },
    ];
  });
  return own.slice(0, MOST);
}

const LEVELS = { failure: 'error', warning: 'warning' } as const;

/** The same as a command that a job prints, where it can make no check. */
export function printedAnnotation({ path, start_line: line, annotation_level: level, message }: Annotation): string {
  return workflowCommand({ level: LEVELS[level], path, line, message });
}
