import { outputIfAny, type Phone } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';

/** A file that was not there before. */
export const file: ChangeKind<'file'> = {
  kind: 'file',
  describe: (change) => `file ${change.path}`,
  async undo(phone, change) {
    await privileged(phone, ['rm', '-f', change.path]);
  },
  async verify(phone, change) {
    return (await fileExists(phone, change.path)) ? `${change.path} is still there` : undefined;
  },
};

/** Whether a file is there, looked for as root on a rooted phone. */
export async function fileExists(phone: Phone, path: string): Promise<boolean> {
  return (await outputIfAny(privileged(phone, ['ls', path]))) !== undefined;
}

function privileged(phone: Phone, argv: readonly string[]): Promise<string> {
  return phone.root ? phone.asRoot(argv) : phone.shell(argv);
}
