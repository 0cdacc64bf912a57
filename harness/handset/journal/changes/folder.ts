import type { ChangeKind } from '../kind.ts';

/** A folder that did not exist before. Undoing fails if the folder contains files, because `rmdir` then keeps it. */
export const folder: ChangeKind<'folder'> = {
  kind: 'folder',
  describe: (change) => `folder ${change.path}`,
  async undo(phone, change) {
    if (!(await phone.exists(change.path))) return;
    const argv = ['rmdir', change.path];
    await (phone.root ? phone.asRoot(argv) : phone.shell(argv));
  },
  async verify(phone, change) {
    return (await phone.exists(change.path)) ? `${change.path} still exists` : undefined;
  },
};
