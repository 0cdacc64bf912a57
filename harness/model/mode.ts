import * as z from 'zod';
import { Fault } from './fault.ts';

/** The position of the statistics switch: as shipped, or as the harness set it before the scenario. */
export const statisticsSchema = z.enum(['default', 'on', 'off']);
export type Statistics = z.infer<typeof statisticsSchema>;

export type Mode = { private: true; statistics: Statistics } | { private: false; statistics: 'default' };

/** What the statistics switch showed when the case read it; null for a release without one. */
export const switchReadingSchema = z
  .object({ label: z.string(), summary: z.string().optional(), checked: z.boolean() })
  .nullable();
export type SwitchReading = z.infer<typeof switchReadingSchema>;

export const modeSchema = z.object({
  private: z.boolean(),
  statistics: statisticsSchema,
  switch: switchReadingSchema,
});
/** A mode as in `run.json` and `case.json`. */
export type RecordedMode = z.infer<typeof modeSchema>;

const MODES: Record<string, Mode> = {
  private: { private: true, statistics: 'default' },
  'private/default': { private: true, statistics: 'default' },
  'private/on': { private: true, statistics: 'on' },
  'private/off': { private: true, statistics: 'off' },
  normal: { private: false, statistics: 'default' },
};

/** Parses `private`, `private/default`, `private/on`, `private/off` or `normal`. @throws {Fault} for any other text */
export function parseMode(text: string): Mode {
  const mode = Object.hasOwn(MODES, text) ? MODES[text] : undefined;
  if (!mode)
    throw new Fault(`unknown mode '${text}'`, { fix: `use one of ${Object.keys(MODES).join(', ')}` });

  return mode;
}

/** The mode as users write it: `private`, `private/on`, `private/off`, `normal`. */
export function nameOfMode(mode: { private: boolean; statistics: Statistics }): string {
  if (!mode.private) return 'normal';

  return mode.statistics === 'default' ? 'private' : `private/${mode.statistics}`;
}
