import type { CaseEvidence } from '../../model/evidence.ts';
import type { TimelineStep } from '../../model/timeline.ts';

/** A picture of the screen, or why there is none. */
export interface Screen {
  /** The canary whose page it shows: `visit-1`. */
  canary: string;
  /** Its path in the case's folder; undefined if the phone gave no picture. */
  file: string | undefined;
  /** What a reader must know of the picture; empty if nothing. */
  note: string;
}

const SECURE =
  'The window has FLAG_SECURE: Android forbids pictures of it, so that a picture is black or missing.';
const UNKNOWN = 'Whether the window has FLAG_SECURE, which makes pictures black, is unknown.';

/**
 * The pictures of a case, and those that the phone refused. Whether the window forbids pictures is a cue of private mode
 * (`secure-flag`), which is read before each visit; the twin has no cues.
 */
export function screensOf({ timeline, canaries }: CaseEvidence, files: ReadonlySet<string>): Screen[] {
  const pictures = [...files].filter((file) => /^screens\/.*\.png$/.test(file)).toSorted();
  const taken = pictures.map((file) => {
    const canary = file.slice('screens/'.length, -'.png'.length);
    const isPrivate = canaries.some(({ id }) => id === canary);

    return { canary, file, note: isPrivate ? secureNote(canary, timeline.steps) : '' };
  });
  const refused = timeline.steps.flatMap((step) => {
    const canary = step.kind === 'step' ? /^screenshot (.+) refused$/.exec(step.name)?.[1] : undefined;
    if (step.kind !== 'step' || canary === undefined) return [];
    const why = step.detail === undefined ? '' : ` It answered: ${step.detail}.`;

    return [
      {
        canary,
        file: undefined,
        note: `The phone gave no picture.${why} ${secureNote(canary, timeline.steps)}`.trim(),
      },
    ];
  });

  return [...taken, ...refused];
}

function secureNote(canary: string, steps: readonly TimelineStep[]): string {
  const proof = steps.find((step) => step.kind === 'private-proof' && step.canaries.includes(canary));
  const cue =
    proof?.kind === 'private-proof' ? proof.cues.find(({ name }) => name === 'secure-flag') : undefined;
  if (cue?.seen) return SECURE;

  return cue?.detail === 'secure: false' ? '' : UNKNOWN;
}
