import { counted } from '../../model/counted.ts';

const WIDTH = 520;
const HEIGHT = 150;
const BOTTOM = 36;
const TOP = 14;
const BINS = 26;

/**
 * The best separation of a family under every other assignment of blocks to pages, as bars, and the one that was recorded, as a
 * line.
 * @param maxima 0 to 1
 */
export function drawHistogram(maxima: Float64Array, recorded: number): string {
  const bins = Array.from({ length: BINS }, () => 0);
  for (const each of maxima) {
    const bin = Math.min(BINS - 1, Math.floor(each * BINS));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const highest = Math.max(1, ...bins);
  const width = WIDTH / BINS;
  const bars = bins.map((count, at) => {
    const height = ((HEIGHT - BOTTOM - TOP) * count) / highest;

    return `<rect x="${round(at * width + 1)}" y="${round(HEIGHT - BOTTOM - height)}" width="${round(width - 2)}" height="${round(height)}" fill="#999999"><title>${count} of ${maxima.length}</title></rect>`;
  });
  const x = round(Math.min(1, recorded) * (WIDTH - 2) + 1);
  const label = `recorded: ${recorded.toFixed(2)}`;
  const isRight = recorded > 0.7;

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-size="12" fill="currentColor">`,
    `<title>${label}; under ${counted(maxima.length, 'assignment')} of blocks to pages</title>`,
    ...bars,
    `<line x1="0" x2="${WIDTH}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}" stroke="currentColor"/>`,
    `<line x1="${x}" x2="${x}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" stroke="#d55e00" stroke-width="2"/>`,
    `<text x="${isRight ? x - 6 : x + 6}" y="${TOP + 10}" text-anchor="${isRight ? 'end' : 'start'}">${label}</text>`,
    `<text x="0" y="${HEIGHT - 18}">0</text><text x="${WIDTH}" y="${HEIGHT - 18}" text-anchor="end">1</text>`,
    `<text x="${WIDTH / 2}" y="${HEIGHT - 4}" text-anchor="middle">best separation of the pages under each assignment</text>`,
    '</svg>',
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
