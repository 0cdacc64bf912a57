import pc from 'picocolors';
import type { Run, RunCase } from '../../model/run.ts';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Phase } from '../../model/timeline.ts';
import type { Verdict } from '../../model/verdict.ts';

const PAINT: Record<Verdict, (text: string) => string> = {
  leaks: pc.red,
  suspect: pc.magenta,
  inconclusive: pc.yellow,
  clean: pc.green,
};

/** Real milliseconds without output after which a person at the terminal wants to know why. */
const WONDER_MS = 20_000;

const WAITS: Record<Phase, string> = {
  idle: 'records what is sent before any visit',
  foreground: 'waits for uploads after the scenario',
  background: 'waits for uploads in the background',
  'after-private': 'waits for uploads after the private tab was closed',
  'after-relaunch': 'waits for uploads after a relaunch',
  twin: 'waits for uploads after the same scenario in normal mode',
  'twin-background': 'waits for uploads of normal mode in the background',
};

/** Prints to stderr which case runs where, its verdict, how far the run is and how long it will still take. */
export interface Narrator {
  say(text: string): void;
  started(row: RunCase, serial: string): void;
  /** What a case waits for; printed for long waits only. */
  waits(row: RunCase, phase: Phase, aboutMs: number): void;
  /** `leftMs`: real milliseconds that the run will still take. */
  decided(row: RunCase, run: Run, leftMs: number): void;
  /** A verdict that changed after the case was decided. */
  judgedAgain(row: RunCase, before: Verdict | null, why: string): void;
}

export function createNarrator(options: { out: NodeJS.WritableStream; simulated: boolean }): Narrator {
  const say = (text: string): void => void options.out.write(`${text}\n`);
  let ended = 0;

  return {
    say,
    started(row, serial) {
      say(pc.dim(`        ${label(row)}  started on ${options.simulated ? 'simulated ' : ''}${serial}`));
    },
    waits(row, phase, aboutMs) {
      if (aboutMs >= WONDER_MS)
        say(pc.dim(`        ${label(row)}  ${WAITS[phase]}, about ${timeOf(aboutMs)}`));
    },
    decided(row, run, leftMs) {
      ended += 1;
      const verdict = row.verdict ?? 'inconclusive';
      const to = row.recipients.length > 0 ? ` to ${row.recipients.join(', ')}` : '';
      const why =
        verdict === 'leaks' || verdict === 'clean'
          ? to
          : ` (${row.reasons.map((reason) => reason.code).join(', ')})`;
      const count = `${String(ended).padStart(3)}/${run.cases.length}`;
      say(
        `${count}  ${label(row)}  ${PAINT[verdict](verdict.padEnd(12))}${why}  ${timeOf(row.durationMs)}${pc.dim(`, about ${timeOf(leftMs)} to go`)}`,
      );
    },
    judgedAgain(row, before, why) {
      const verdict = row.verdict ?? 'inconclusive';
      const to = row.recipients.length > 0 ? ` to ${row.recipients.join(', ')}` : '';
      say(
        `        ${label(row)}  ${PAINT[verdict](verdict.padEnd(12))}${to}  judged again: ${why}; it was ${before ?? 'undecided'}`,
      );
    },
  };
}

function label(row: RunCase): string {
  return `${nameOfRelease(row.release).padEnd(22)} ${row.scenario.padEnd(12)} ${nameOfMode(row.mode).padEnd(11)}`;
}

/** `50 s`, `1 min 30 s`, `12 min`: as exact as a person needs. */
export function timeOf(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s >= 600) return `${Math.round(s / 60)} min`;
  const rest = 10 * Math.round((s % 60) / 10);
  const min = Math.floor(s / 60) + (rest === 60 ? 1 : 0);

  return rest % 60 === 0 ? `${min} min` : `${min} min ${rest} s`;
}
