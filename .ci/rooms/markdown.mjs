import { rooms } from './table.mjs';

/**
 * The table as CONTRIBUTING.md prints it.
 * @returns {string}
 */
export function roomsAsMarkdown() {
  const cell = (/** @type {readonly string[]} */ values) =>
    values.length === 0
      ? '-'
      : values[0] === '*'
        ? 'all'
        : values.map((value) => value.replace('harness/', '')).join(', ');
  const rows = rooms.map(
    (room) =>
      `| \`${room.path}\` | ${room.contents} | ${cell(room.rooms)} | ${cell(room.packages)} | ${cell(room.node)} |`,
  );

  return [
    '| room | what it contains | rooms it may import | npm packages | Node modules |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
