import { dirname, resolve } from 'node:path';
import { checkRooms } from './rooms/check.mjs';
import { roomsAsMarkdown } from './rooms/markdown.mjs';
import { folders } from './rooms/folders.mjs';
import { rooms } from './rooms/table.mjs';

// `npm run check:rooms`; with --table it prints the table for CONTRIBUTING.md, with a folder it checks that project.
// Plain JavaScript, as dependency-cruiser's swc parser does not load under tsx.
if (process.argv.includes('--table')) {
  console.log(roomsAsMarkdown());
} else {
  const project = resolve(process.argv[2] ?? dirname(import.meta.dirname));
  const { files, imports, unused, ...report } = await checkRooms(project, rooms, folders);
  // A part of a project need not use all of a front.
  const violations = process.argv[2] ? report.violations : [...report.violations, ...unused];
  for (const violation of violations) console.error(violation);
  console.error(`rooms: files: ${files}, imports: ${imports}, violations: ${violations.length}`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
