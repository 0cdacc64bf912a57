import type { RecordedBlock } from './blocks.ts';
import type { Experiment } from './experiment.ts';
import type { Measured } from './measure.ts';
import { intervalOf, inWords, probability } from './wording.ts';

const WIDTH = 760;
const HEIGHT = 360;
const LEFT = 70;
const RIGHT = 20;
const TOP = 82;
const BOTTOM = 56;
const GRID_LINES = 4;

/** Blue, orange and grey, which people who do not tell red from green can tell apart (Okabe and Ito). */
const COLOURS = { short: '#0072b2', long: '#d55e00', taps: '#999999' } as const;
type Shown = keyof typeof COLOURS;
const ARMS: readonly { arm: Shown; says: string }[] = [
  { arm: 'short', says: 'visits, short addresses' },
  { arm: 'long', says: 'visits, long addresses' },
  { arm: 'taps', says: 'the same taps, no visit' },
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
      plot(blocks, row, simulated),
    ]),
  );
}

function plot(blocks: readonly RecordedBlock[], row: Measured, simulated: boolean): string {
  const shown = blocks.flatMap(({ arm, number }) =>
    arm === 'washout' ? [] : [{ arm, number, bytes: row.bytes[number] ?? 0 }],
  );
  const most = Math.max(1, ...shown.map(({ bytes }) => bytes));
  const step = (WIDTH - LEFT - RIGHT) / shown.length;
  const y = (bytes: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - bytes / most);
  const bars = shown.map(({ arm, number, bytes }, at) => {
    const x = LEFT + at * step + step * 0.15;

    return `<rect x="${tenth(x)}" y="${tenth(y(bytes))}" width="${tenth(step * 0.7)}" height="${tenth(y(0) - y(bytes))}" fill="${COLOURS[arm]}"><title>block ${number}, ${arm}: ${bytes} bytes</title></rect>`;
  });
  const means = ARMS.flatMap(({ arm, says }) => {
    const some = shown.filter((each) => each.arm === arm);
    const mean = some.reduce((sum, { bytes }) => sum + bytes, 0) / some.length;

    return [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${tenth(y(mean))}" y2="${tenth(y(mean))}" stroke="${COLOURS[arm]}" stroke-dasharray="5 4"><title>mean of ${says}: ${Math.round(mean)} bytes</title></line>`,
    ];
  });

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(`Bytes sent to ${row.recipient}, block by block`)}</title>`,
    `<desc>${escaped(shown.map(({ arm, bytes }) => `${arm} ${bytes}`).join(', '))}</desc>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="22" font-size="15" font-weight="bold">${escaped(`${row.recipient}${simulated ? ' (simulated)' : ''}`)}</text>`,
    ...effectOf(row).map((line, at) => `<text x="${LEFT}" y="${42 + at * 18}">${escaped(line)}</text>`),
    ...grid(most, y),
    ...bars,
    ...means,
    ...legend(),
    '</svg>\n',
  ].join('\n');
}

function effectOf(row: Measured): string[] {
  if (row.p === null) return ['The same number of bytes in every block with visits.'];
  const effect = `${inWords(row.slope)} bytes for each byte of an address (${intervalOf(row)})`;

  return [
    `${row.follows ? 'The size follows the addresses' : 'Not decided'}: ${effect}`,
    `p = ${probability(row.adjusted ?? 1)} over all recipients, of ${row.orders} orders`,
  ];
}

function grid(most: number, y: (bytes: number) => number): string[] {
  return Array.from({ length: GRID_LINES + 1 }, (_, at) => {
    const bytes = (most * at) / GRID_LINES;

    return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${tenth(y(bytes))}" y2="${tenth(y(bytes))}" stroke="#dddddd"/><text x="${LEFT - 8}" y="${tenth(y(bytes) + 4)}" text-anchor="end">${Math.round(bytes)}</text>`;
  });
}

function legend(): string[] {
  const top = HEIGHT - 30;

  return [
    ...ARMS.map(
      ({ arm, says }, at) =>
        `<rect x="${LEFT + at * 190}" y="${top}" width="12" height="12" fill="${COLOURS[arm]}"/><text x="${LEFT + at * 190 + 18}" y="${top + 11}">${says}</text>`,
    ),
    `<text x="${LEFT}" y="${HEIGHT - 4}" fill="#555555">bytes of requests in each block, in the order in which they were played; dashed: the mean of an arm</text>`,
  ];
}

function tenth(value: number): string {
  return value.toFixed(1);
}

/** Text escaped for XML, without characters that XML 1.0 does not allow. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
