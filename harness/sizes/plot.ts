import type { RecordedBlock } from './blocks.ts';
import type { Experiment } from './experiment.ts';
import type { Measured } from './measure.ts';
import { formatInterval, formatNumber, formatProbability } from './wording.ts';

const WIDTH = 760;
const HEIGHT = 360;
const LEFT = 70;
const RIGHT = 20;
const TOP = 82;
const BOTTOM = 56;
const GRID_LINES = 4;

/** Blue, orange and grey, which people with red-green colour blindness can distinguish (Okabe and Ito). */
const COLOURS = { short: '#0072b2', long: '#d55e00', taps: '#999999' } as const;
type DrawnArm = keyof typeof COLOURS;
const ARMS: readonly { arm: DrawnArm; label: string }[] = [
  { arm: 'short', label: 'visits, short addresses' },
  { arm: 'long', label: 'visits, long addresses' },
  { arm: 'taps', label: 'the same taps, no visit' },
];

/**
 * A plot for each recipient, by file name: bytes sent in each block, in the order in which the blocks ran, with the effect and its
 * interval. `verify` compares these files byte by byte, so their texts must not change.
 */
export function plotsOf(experiment: Experiment | undefined): Map<string, string> {
  if (experiment?.kind !== 'measured') return new Map();
  const { blocks, measured, simulated } = experiment;

  return new Map(
    measured.map((row, at) => [
      `${at + 1}-${row.recipient.replaceAll(/[^a-z0-9.-]+/g, '-')}.svg`,
      drawPlot(blocks, row, simulated),
    ]),
  );
}

function drawPlot(blocks: readonly RecordedBlock[], row: Measured, simulated: boolean): string {
  const drawnBlocks = blocks.flatMap(({ arm, number }) =>
    arm === 'washout' ? [] : [{ arm, number, bytes: row.bytes[number] ?? 0 }],
  );
  const maxBytes = Math.max(1, ...drawnBlocks.map(({ bytes }) => bytes));
  const step = (WIDTH - LEFT - RIGHT) / drawnBlocks.length;
  const y = (bytes: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - bytes / maxBytes);
  const bars = drawnBlocks.map(({ arm, number, bytes }, at) => {
    const x = LEFT + at * step + step * 0.15;

    return `<rect x="${toTenth(x)}" y="${toTenth(y(bytes))}" width="${toTenth(step * 0.7)}" height="${toTenth(y(0) - y(bytes))}" fill="${COLOURS[arm]}"><title>block ${number}, ${arm}: ${bytes} bytes</title></rect>`;
  });
  const means = ARMS.flatMap(({ arm, label }) => {
    const armBlocks = drawnBlocks.filter((each) => each.arm === arm);
    const mean = armBlocks.reduce((sum, { bytes }) => sum + bytes, 0) / armBlocks.length;

    return [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${toTenth(y(mean))}" y2="${toTenth(y(mean))}" stroke="${COLOURS[arm]}" stroke-dasharray="5 4"><title>mean of ${label}: ${Math.round(mean)} bytes</title></line>`,
    ];
  });

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${escapeXml(`Bytes sent to ${row.recipient}, block by block`)}</title>`,
    `<desc>${escapeXml(drawnBlocks.map(({ arm, bytes }) => `${arm} ${bytes}`).join(', '))}</desc>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="22" font-size="15" font-weight="bold">${escapeXml(`${row.recipient}${simulated ? ' (simulated)' : ''}`)}</text>`,
    ...effectOf(row).map((line, at) => `<text x="${LEFT}" y="${42 + at * 18}">${escapeXml(line)}</text>`),
    ...drawGrid(maxBytes, y),
    ...bars,
    ...means,
    ...drawLegend(),
    '</svg>\n',
  ].join('\n');
}

function effectOf(row: Measured): string[] {
  if (row.p === null) return ['The same number of bytes in every block with visits.'];
  const effect = `${formatNumber(row.slope)} bytes for each byte of an address (${formatInterval(row)})`;

  return [
    `${row.follows ? 'The size follows the addresses' : 'Not decided'}: ${effect}`,
    `p = ${formatProbability(row.adjusted ?? 1)} over all recipients, of ${row.orders} orders`,
  ];
}

function drawGrid(maxBytes: number, y: (bytes: number) => number): string[] {
  return Array.from({ length: GRID_LINES + 1 }, (_, at) => {
    const bytes = (maxBytes * at) / GRID_LINES;

    return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${toTenth(y(bytes))}" y2="${toTenth(y(bytes))}" stroke="#dddddd"/><text x="${LEFT - 8}" y="${toTenth(y(bytes) + 4)}" text-anchor="end">${Math.round(bytes)}</text>`;
  });
}

function drawLegend(): string[] {
  const top = HEIGHT - 30;

  return [
    ...ARMS.map(
      ({ arm, label }, at) =>
        `<rect x="${LEFT + at * 190}" y="${top}" width="12" height="12" fill="${COLOURS[arm]}"/><text x="${LEFT + at * 190 + 18}" y="${top + 11}">${label}</text>`,
    ),
    `<text x="${LEFT}" y="${HEIGHT - 4}" fill="#555555">bytes of requests in each block, in the order in which they were played; dashed: the mean of an arm</text>`,
  ];
}

function toTenth(value: number): string {
  return value.toFixed(1);
}

/** Text escaped for XML, without characters that XML 1.0 does not allow. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
