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

/** Real milliseconds: for longer waits the terminal shows the reason. */
const LONG_WAIT_MS = 20_000;

const PHASE_TEXTS: Record<Phase, string> = {
  idle: 'records what the browser sends before any visit',
  foreground: 'waits for uploads after the scenario',
  background: 'waits for uploads while the browser is in the background',
  'after-private': 'waits for uploads after the private tab was closed',
  'after-relaunch': 'waits for uploads after a relaunch',
  twin: 'waits for uploads after the same scenario in normal mode',
  'twin-background': 'waits in the background for uploads after the same scenario in normal mode',
};

/** Prints to stderr which case runs where, its verdict, how far the run is and how long it will still take. */
export interface Narrator {
  print(text: string): void;
  caseStarted(row: RunCase, serial: string): void;
  /** What a case waits for; printed for long waits only. */
  caseWaits(row: RunCase, phase: Phase, aboutMs: number): void;
  /** `leftMs`: real milliseconds that the run will still take. */
  caseDecided(row: RunCase, run: Run, leftMs: number): void;
  /** A verdict that changed after the case was decided. */
  caseJudgedAgain(row: RunCase, before: Verdict | null, why: string): void;
}

export function createNarrator(options: { out: NodeJS.WritableStream; simulated: boolean }): Narrator {
  const print = (text: string): void => void options.out.write(`${text}\n`);
  let decidedCount = 0;

  return {
    print,
    caseStarted(row, serial) {
      print(pc.dim(`        ${label(row)}  started on ${options.simulated ? 'simulated ' : ''}${serial}`));
    },
    caseWaits(row, phase, aboutMs) {
      if (aboutMs >= LONG_WAIT_MS)
        print(pc.dim(`        ${label(row)}  ${PHASE_TEXTS[phase]}, about ${durationText(aboutMs)}`));
    },
    caseDecided(row, run, leftMs) {
      decidedCount += 1;
      const verdict = row.verdict ?? 'inconclusive';
      const to = row.recipients.length > 0 ? ` to ${row.recipients.join(', ')}` : '';
      const why =
        verdict === 'leaks' || verdict === 'clean'
          ? to
          : ` (${shortList([...new Set(row.reasons.map((reason) => reason.code))])})`;
      const count = `${String(decidedCount).padStart(3)}/${run.cases.length}`;
      print(
        `${count}  ${label(row)}  ${PAINT[verdict](verdict.padEnd(12))}${why}  ${durationText(row.durationMs)}${pc.dim(`, about ${durationText(leftMs)} to go`)}`,
      );
    },
    caseJudgedAgain(row, before, why) {
      const verdict = row.verdict ?? 'inconclusive';
      const to = row.recipients.length > 0 ? ` to ${row.recipients.join(', ')}` : '';
      print(
        `        ${label(row)}  ${PAINT[verdict](verdict.padEnd(12))}${to}  judged again: ${why}; it was ${before ?? 'undecided'}`,
      );
    },
  };
}

function label(row: RunCase): string {
  return `${nameOfRelease(row.release).padEnd(22)} ${row.scenario.padEnd(12)} ${nameOfMode(row.mode).padEnd(11)}`;
}

/** `50 s`, `1 min 30 s`, `12 min`: rounded to seconds, tens of seconds or minutes. */
export function durationText(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s >= 600) return `${Math.round(s / 60)} min`;
  const rest = 10 * Math.round((s % 60) / 10);
  const min = Math.floor(s / 60) + (rest === 60 ? 1 : 0);

  return rest % 60 === 0 ? `${min} min` : `${min} min ${rest} s`;
}

/** The first three codes, so that a line of progress stays short; the reports have all. */
function shortList(codes: readonly string[]): string {
  const more = codes.length - 3;

  return `${codes.slice(0, 3).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}
