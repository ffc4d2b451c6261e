/** What can be done now, with the command for it. */
export type StepView = { readonly intent: string; readonly note: string; readonly command: string };
