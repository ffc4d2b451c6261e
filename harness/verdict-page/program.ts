import { z } from 'zod';
import type { Hash } from '#harness/bundle/chain.ts';
import { readBundle } from '#harness/bundle/read-bundle.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import { recompute } from '#harness/workflow/judge/recompute.ts';
import { line } from './html.ts';
import { verdictHtml } from './verdict-html.ts';

/** The program of the page: it becomes one script that runs in any browser and asks nothing of the page but a text and its hash. */

// Without it zod tries to compile code, which the page forbids.
z.config({ jitless: true });

/** What the page shows of a bundle, as HTML. Never throws: what is wrong with the bundle is what the page shows. */
export async function recomputedHtml(bundleText: string, hash: Hash, version: string): Promise<string> {
  try {
    const bundle = await readBundle(bundleText.split('\n'), 'The bundle in this page', hash);
    const runs = new Map(bundle.runs.map(({ run }) => [run.id, run]));
    const run = runs.get(bundle.record.runId);
    if (run === undefined) throw new Error(`There is no run ${bundle.record.runId}.`);
    const load = async (id: string): Promise<Run> => {
      const found = runs.get(id);
      if (found === undefined) throw new Error(`There is no run ${id}.`);
      return found;
    };
    return verdictHtml(bundle, await recompute(bundle.record, run, load, version));
  } catch (error) {
    const remedy = error instanceof BenchError ? error.remedy : '';
    const message = error instanceof Error ? error.message : String(error);
    return `<section class="decision disagrees"><p id="outcome">${line(message)}</p><p>${line(remedy)}</p></section>`;
  }
}
