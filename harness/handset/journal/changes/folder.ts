import type { ChangeKind } from '../kind.ts';

/** A folder that did not exist before. It stays, with a message, where others put files into it. */
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
