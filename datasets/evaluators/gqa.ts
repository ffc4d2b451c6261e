/**
 * GQA asks for exactly the reference (eval.py of its download page). Models that answer in sentences are converted first, as
 * LLaVA does (haotian-liu/LLaVA@a689fd8, scripts/convert_gqa_for_eval.py): lower case, no full stop at the end.
 */
export function normaliseGqa(text: string): string {
  return text.trim().replace(/\.+$/, '').toLowerCase();
}
