/** Ends what was started, the last first, each whatever became of the others. What went wrong, in that order. */
export async function closeAll(closing: readonly (() => Promise<void>)[]): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  for (const close of closing.toReversed()) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  return errors;
}
