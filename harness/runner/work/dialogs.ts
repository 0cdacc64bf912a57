import type { BegunCase } from './case-in-progress.ts';

/** Keeps the names of dialogs that were closed in the timeline. */
export function noteDialogs(work: BegunCase, names: readonly string[]): void {
  for (const name of names) work.log.add({ kind: 'step', name: 'closed a dialog', detail: name });
}
