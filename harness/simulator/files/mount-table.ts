import type { DirectoryNode, RegularNode } from './node.ts';

export interface Mount {
  /** The normal path, without links. */
  at: string;
  type: string;
  root: DirectoryNode | RegularNode;
  readOnly: boolean;
}

/** The mounts of one namespace; of several mounts on one path, the last one applies. */
export interface MountTable {
  at(path: string): Mount | undefined;
  add(mount: Mount): void;
  /** Removes the topmost mount on `path`. */
  remove(path: string): boolean;
  list(): Mount[];
  copy(): MountTable;
}

export function createMountTable(mounts: Mount[]): MountTable {
  const entries = [...mounts];

  return {
    at: (path) => entries.findLast((mount) => mount.at === path),
    add: (mount) => void entries.push(mount),
    remove(path) {
      const index = entries.findLastIndex((mount) => mount.at === path);
      if (index >= 0) entries.splice(index, 1);

      return index >= 0;
    },
    list: () => [...entries],
    copy: () => createMountTable(entries),
  };
}
