/** What messages, help and reports call the command line; only where it is installed does a shell know that name. */
export const PROGRAM = 'fastvlm-bench';
