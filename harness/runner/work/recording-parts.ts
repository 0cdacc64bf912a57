import type { Recorder, Recording } from '../../capture/recorder.ts';

/** A recording from one moment to another. */
export interface RecordingPart extends Recording {
  from: string;
  to: string;
}

/** The recording of a batch in consecutive parts, one for each case: each begins where the one before ended. */
export interface RecordingParts {
  /** What the current part has so far. */
  current(): Recording;
  /** Ends the current part and begins the next. */
  cut(): RecordingPart;
}

/** The first part begins now. */
export function createRecordingParts(recorder: Pick<Recorder, 'mark' | 'since'>): RecordingParts {
  let begin = { mark: recorder.mark(), at: new Date().toISOString() };

  return {
    current: () => recorder.since(begin.mark),
    cut() {
      const recording = recorder.since(begin.mark);
      const { at: from } = begin;
      const to = new Date().toISOString();
      begin = { mark: recorder.mark(), at: to };

      return { ...recording, from, to };
    },
  };
}
