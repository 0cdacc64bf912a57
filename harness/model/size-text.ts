/** A size in the units that people use: `0 B`, `900 B`, `12 kB`, `340 MB`, `1.2 GB`. Decimal units, as disks are sold and `df -H` prints. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  if (bytes < 1e9) return `${Math.round(bytes / 1e6)} MB`;

  return `${(bytes / 1e9).toFixed(1)} GB`;
}
