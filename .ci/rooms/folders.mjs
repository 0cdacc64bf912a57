/**
 * A folder inside a room, and the room's other folders that it may import, directly or through further files. Files that are
 * directly in the room, its `testing/` and other rooms follow the room's row.
 * @typedef {{ path: string, imports: readonly string[] }} Folder
 */

/** @type {readonly Folder[]} */
export const folders = [
  { path: 'harness/runner/launch', imports: ['record', 'schedule'] },
  { path: 'harness/runner/work', imports: ['record', 'schedule'] },
  { path: 'harness/runner/record', imports: [] },
  { path: 'harness/runner/schedule', imports: [] },
];
