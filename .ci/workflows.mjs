import { dirname, resolve } from 'node:path';
import { checkWorkflows } from './workflows/check.mjs';

// `npm run check:workflows`: actionlint over the workflows and action.yml, and rules of our own. With a folder, it checks that project.
const { files, complaints } = await checkWorkflows(resolve(process.argv[2] ?? dirname(import.meta.dirname)));
for (const complaint of complaints) console.error(complaint);
console.error(`workflows: files: ${files}, faults: ${complaints.length}`);
process.exitCode = complaints.length > 0 || files === 0 ? 1 : 0;
// The WebAssembly of actionlint waits for more input and would keep the process alive.
process.exit();
