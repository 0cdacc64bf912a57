/** Milliseconds per unit of the clocks that SDKs write: seconds, milliseconds, microseconds, nanoseconds. */
const UNITS_MS = [1000, 1, 1e-3, 1e-6];
/** How far a clock may differ from the recorder's: the time zone, and the time that an event waits. */
const CLOCK_SLACK_MS = 24 * 3_600_000;

/**
 * Whether a number is the time at which it was sent, or a time shortly before or after.
 * @param at when it was sent (ISO 8601)
 */
export function isClock(text: string, at: string): boolean {
  if (!/^\d{9,19}(?:\.\d+)?$/.test(text)) return false;

  return UNITS_MS.some((unit) => Math.abs(Number(text) * unit - Date.parse(at)) < CLOCK_SLACK_MS);
}
