import type { Writable } from 'node:stream';
import type { Environment } from './environment.ts';
import type { CommandNode, Script, Word } from './language/syntax.ts';

/** `break` and `continue`: the loops that it leaves, 1 for the innermost, and whether the last of them goes on. */
export class LoopJump extends Error {
  readonly levels: number;
  readonly continues: boolean;

  constructor(levels: number, continues: boolean) {
    super(continues ? 'continue' : 'break');
    this.levels = levels;
    this.continues = continues;
  }
}

/** Runs `for`, `while` or `until`; resolves to the exit code of the last body. */
export async function runLoop(
  command: Extract<CommandNode, { kind: 'for' | 'while' }>,
  { environment, hangup }: { environment: Environment; hangup: AbortSignal },
  shell: { run(script: Script): Promise<number>; expand(words: readonly Word[]): Promise<string[]> },
): Promise<number> {
  const values = command.kind === 'for' ? await shell.expand(command.words) : [];
  let status = 0;
  const pass = async (): Promise<boolean> => {
    if (command.kind === 'while') {
      if (((await shell.run(command.condition)) === 0) === command.until) return false;
    } else {
      const value = values.shift();
      if (value === undefined) return false;
      environment.variables.set(command.variable, value);
    }
    status = await shell.run(command.body);

    return true;
  };
  environment.loops++;
  try {
    while (!hangup.aborted && (await inLoop(pass)));
  } finally {
    environment.loops--;
  }

  return status;
}

/** Resolves to whether the loop goes on after this pass. */
async function inLoop(pass: () => Promise<boolean>): Promise<boolean> {
  try {
    return await pass();
  } catch (error) {
    if (!(error instanceof LoopJump)) throw error;
    if (error.levels > 1) throw new LoopJump(error.levels - 1, error.continues);

    return error.continues;
  }
}

/** Leaves as many loops as the argument says, 1 by default. Outside of loops it does nothing, and says so. */
export function leaveLoop(
  name: 'break' | 'continue',
  args: readonly string[],
  environment: Environment,
  io: { stderr: Writable },
): number {
  if (environment.loops === 0) {
    io.stderr.write(`${environment.name}: ${name}: can't ${name}\n`);
    return 0;
  }
  throw new LoopJump(Math.min(Number(args[0] ?? 1), environment.loops), name === 'continue');
}
