import { isAbsolute, relative, sep } from 'node:path';
import type { FileRemark } from '#harness/ports/publish.ts';
import { readable } from '#harness/text/sentences.ts';

/** GitHub takes at most so many in one request. */
const MOST = 50;
const LONGEST = 4000;
const TITLE = 'fastvlm-bench';

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
    const path = relative(checkout, file);
    if (path === '' || path.startsWith('..') || isAbsolute(path)) return [];
    return [
      {
        path: path.split(sep).join('/'),
        start_line: line,
        end_line: line,
        annotation_level: level,
        title: TITLE,
        message: readable(message, LONGEST),
      },
    ];
  });
  return own.slice(0, MOST);
}

const COMMANDS = { failure: 'error', warning: 'warning' } as const;

/**
 * The same as a command that a job prints, where it can make no check.
 * docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function workflowCommand({
  path,
  start_line: line,
  annotation_level: level,
  title,
  message,
}: Annotation): string {
  return `::${COMMANDS[level]} file=${property(path)},line=${line},title=${property(title)}::${escaped(message)}`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
