/** What a job on GitHub prints to annotate a file of its checkout. */
import { PROGRAM } from './program-name.ts';
import { readable } from './sentences.ts';

export type FileAnnotation = {
  readonly level: 'error' | 'warning';
  /** From the checkout, with slashes. */
  readonly path: string;
  /** From 1; the file as a whole where it is left out. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
};

/** GitHub shows no more of a message. */
export const LONGEST_ANNOTATION = 4000;

/**
 * The runner reads such lines from stdout and from stderr (actions/runner, ScriptHandler).
 * docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function workflowCommand({ level, path, line, column, message }: FileAnnotation): string {
  const properties = [
    `file=${property(path)}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${property(PROGRAM)}`,
  ];
  return `::${level} ${properties.join(',')}::${escaped(readable(message, LONGEST_ANNOTATION))}`;
}

/** A file as it is called from the checkout; null for what lies outside and is no file of the repository. Both are absolute. */
export function pathInCheckout(file: string, checkout: string): string | null {
  const folder = checkout.endsWith('/') ? checkout : `${checkout}/`;
  return file.startsWith(folder) && file.length > folder.length ? file.slice(folder.length) : null;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
