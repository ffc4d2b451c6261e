/** A piece of what helps to understand a failure: a log, a crash report. */
export type Evidence = { readonly title: string; readonly text: string };
