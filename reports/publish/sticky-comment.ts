import type { BenchError } from '#harness/domain/failure.ts';
import type { CommentTime } from '#harness/domain/publish-settings.ts';
import type { PullRequestText } from '#reports/pull-request/comment.ts';
import type { Memory, Result } from '#reports/pull-request/marker.ts';
import type { ActionLine } from './attempts.ts';
import { Unanswered } from './rest/api.ts';
import { MOST_TRIES } from './rest/patience.ts';
import { Refusal } from './rest/refusal.ts';

/** A comment of this publisher that is there. */
export type Known = { readonly id: number; readonly author: string | number; readonly earlier: Memory };

/** Where the one comment of a suite is: its service knows how to find, make, edit and remove it. */
export interface StickyPlace {
  /** `pull request 7`. */
  readonly name: string;
  /** The whole comment, with the results of earlier runs, oldest first. */
  write(earlier: readonly Result[]): string;
  /** What this publisher made, the oldest first; anybody else may write the same words. Asks for no more than is taken. */
  own(): AsyncIterable<Known>;
  /** Throws Unanswered where it may exist all the same. */
  create(body: string): Promise<void>;
  update(known: Known, body: string): Promise<void>;
  remove(known: Known): Promise<void>;
  /** Waits as after `tries` requests without an answer. */
  wait(tries: number): Promise<void>;
}

/** Makes the comment or edits the one that is there; removes it where none is wanted. */
export async function updateComment(
  place: StickyPlace,
  text: Pick<PullRequestText, 'kind' | 'isChange' | 'startedAt'>,
  when: CommentTime,
  now: Date,
): Promise<ActionLine> {
  const on = place.name;
  let failure: BenchError | null = null;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const known = await oldest(place);
    if (when === 'never') {
      if (known === null) return { kind: 'skipped', line: 'no comment is wanted' };
      failure = await unlessGone(place.remove(known));
      if (failure !== null) continue;
      return { kind: 'done', line: `removed the comment on ${on}, because none is wanted` };
    }
    if (known !== null && isOfLaterRun(known.earlier, text, now)) {
      return { kind: 'skipped', line: `no comment on ${on}: the one that is there is of a later run` };
    }
    const body = place.write(known === null ? [] : earlierResults(known.earlier, text));
    if (known !== null) {
      failure = await unlessGone(place.update(known, body));
      if (failure !== null) continue;
      return { kind: 'done', line: `updated the comment on ${on}` };
    }
    if (!isWanted(when, text)) return { kind: 'skipped', line: `no comment on ${on}: ${REASONS[when]}` };
    try {
      await place.create(body);
      await keepOne(place, text, now);
      return { kind: 'done', line: `commented on ${on}` };
    } catch (error) {
      // It may exist all the same: the next look finds it, so that no second one is created.
      if (!(error instanceof Unanswered)) throw error;
      failure = error.failure;
      if (tries < MOST_TRIES) await place.wait(tries);
    }
  }
  throw failure ?? new Error('no comment was tried');
}

async function oldest(place: StickyPlace): Promise<Known | null> {
  for await (const known of place.own()) return known;
  return null;
}

/** Jobs that found no comment at the same time have each made one: the oldest stays, with what the later run says. */
async function keepOne(place: StickyPlace, text: Pick<PullRequestText, 'startedAt'>, now: Date): Promise<void> {
  const all: Known[] = [];
  for await (const known of place.own()) all.push(known);
  const [kept, ...others] = all;
  if (kept === undefined || others.length === 0) return;
  if (!isOfLaterRun(kept.earlier, text, now)) {
    await unlessGone(place.update(kept, place.write(earlierResults(kept.earlier, text))));
  }
  // On GitHub the comment of any bot is taken for our own; one that another bot made is not ours to remove.
  for (const other of others) if (other.author === kept.author) await unlessGone(place.remove(other));
}

/** Somebody may delete a comment after it was found: the next look finds it no more. Null where the comment was there. */
async function unlessGone(change: Promise<void>): Promise<BenchError | null> {
  try {
    await change;
    return null;
  } catch (error) {
    if (error instanceof Refusal && (error.status === 404 || error.status === 410)) return error;
    throw error;
  }
}

/** A run that is published again, or whose comment was made without an answer, is no second run. */
function earlierResults({ startedAt, results }: Memory, text: Pick<PullRequestText, 'startedAt'>): readonly Result[] {
  return startedAt === text.startedAt ? results.slice(0, -1) : results;
}

/**
 * Of two runs at once, the one that began later is about the later commit, whichever ends first. A moment in the future belongs to no
 * run, and would freeze the comment for ever.
 */
function isOfLaterRun({ startedAt }: Memory, text: Pick<PullRequestText, 'startedAt'>, now: Date): boolean {
  return startedAt !== null && startedAt > text.startedAt && startedAt <= now.toISOString();
}

const REASONS = { always: '', 'on-change': 'nothing changed', 'on-fail': 'the gate did not fail' } as const;

function isWanted(when: keyof typeof REASONS, { kind, isChange }: Pick<PullRequestText, 'kind' | 'isChange'>): boolean {
  if (when === 'always') return true;
  return when === 'on-change' ? isChange : kind === 'fail';
}
