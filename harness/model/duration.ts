/** A duration in the units that people use: `120 ms`, `44.9 s`, `4 min 41 s`, `2 h 5 min`. Rounded down, so that a wait never looks longer than it was. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return 'an unknown time';
  if (ms < 1_000) return `${Math.floor(ms)} ms`;
  if (ms < 60_000) return `${Math.floor(ms / 100) / 10} s`;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);

  return minutes < 60
    ? twoUnits(minutes, 'min', seconds % 60, 's')
    : twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
