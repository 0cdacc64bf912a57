import { FileError } from '../../files/file-error.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { pathOfProgram } from '../program-path.ts';

export const shellCommands: readonly Command[] = [
  { names: ['sh'], run: sh },
  { names: ['which'], run: which },
  { names: ['setsid'], run: (args, shell) => shell.runProgram(args) },
];

/** `sh -c LINE [NAME ARGS...]`, `sh FILE [ARGS...]`, or a script on stdin. */
async function sh(args: readonly string[], shell: Shell): Promise<number> {
  const [first, second = '', name = 'sh', ...positional] = args;
  if (first === '-c') return await shell.runScript(second, { name, positional });
  if (first?.startsWith('-') === true) throw new NotModelled(`sh ${first}`);
  if (first !== undefined) {
    const script = shell.files.read(shell.path(first));
    if (script === undefined) throw new FileError('ENOENT', first);
    return await shell.runScript(Buffer.from(script).toString('utf8'), {
      name: first,
      positional: args.slice(1),
    });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of shell.stdin) chunks.push(chunk as Buffer);

  return await shell.runScript(Buffer.concat(chunks).toString('utf8'));
}

function which(args: readonly string[], shell: Shell): number {
  const found = args.map((name) => pathOfProgram(name, shell.files));
  for (const path of found) if (path !== undefined) shell.out(`${path}\n`);

  return found.includes(undefined) ? 1 : 0;
}
