/** A number for reasons and plots, the same in every locale. */
export function formatNumber(value: number): string {
  return Math.abs(value) < 0.005 ? '0' : value.toFixed(2);
}

/** `95 % interval 0.91 to 1.12`, or that there are too few orders. */
export function formatInterval({ low, high }: { low: number | null; high: number | null }): string {
  return low === null || high === null
    ? 'too few orders for an interval'
    : `95 % interval ${formatNumber(low)} to ${formatNumber(high)}`;
}

/** With as many digits as the smallest p of the design. */
export function formatProbability(p: number): string {
  return p >= 0.9995 ? '1' : p.toFixed(4).replace(/0+$/, '');
}
