import type { ChangeKind } from '../kind.ts';

/** A file that did not exist before. */
export const file: ChangeKind<'file'> = {
  kind: 'file',
  describe: (change) => `file ${change.path}`,
  async undo(phone, change) {
    const argv = ['rm', '-f', change.path];
    await (phone.root ? phone.asRoot(argv) : phone.shell(argv));
  },
  async verify(phone, change) {
    return (await phone.exists(change.path)) ? `${change.path} still exists` : undefined;
  },
};
