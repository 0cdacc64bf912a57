import type { DirectoryNode, RegularNode } from './node.ts';
import { parentOf } from './node.ts';

export interface Mount {
  /** The normal path, without links. */
  at: string;
  type: string;
  root: DirectoryNode | RegularNode;
  readOnly: boolean;
  /** The number of the file system, as in /proc/PID/mountinfo; a bind mount has that of its source. */
  device: string;
  /** The path of the mount's root within its file system. */
  within: string;
  /** A part of the system image; other mounts were made later. */
  isPartition?: boolean;
  /** Shared: mounts below it are made in all mounts of this group too. */
  group?: PeerGroup;
  /** Slave: mounts made below a mount of this group are made here too, and not the other way round. */
  master?: PeerGroup;
}

/** Mounts that propagate to each other; compared by identity. */
export type PeerGroup = object;

/** Propagation of a namespace's mounts; private where neither. Source: Linux, Documentation/filesystems/sharedsubtree.rst. */
export type Propagation = 'shared' | 'slave' | 'private';

/** The mounts of one namespace; of several mounts on one path, the last one applies. */
export interface MountTable {
  at(path: string): Mount | undefined;
  /** Adds a mount, also in other namespaces to which its parent propagates. */
  add(mount: Mount): void;
  /** Removes the topmost mount on `path`, also in other namespaces to which its parent propagates. */
  remove(path: string): boolean;
  list(): Mount[];
  /** Sets the propagation of the mounts at and below `path`. */
  propagate(path: string, propagation: Propagation): void;
  /** Another namespace with the same mounts, which propagate to and from this one as before. */
  copy(): MountTable;
  /** Removes mounts that are not part of the system image, here alone. */
  removeAdded(): void;
  /** Ends the namespace: nothing propagates to it any more. */
  end(): void;
}

/** The namespaces of one handset: between them mounts propagate. */
type Namespaces = Set<Mount[]>;

export function createMountTable(mounts: Mount[]): MountTable {
  return tableOf([...mounts], new Set());
}

function tableOf(entries: Mount[], namespaces: Namespaces): MountTable {
  namespaces.add(entries);

  return {
    at: (path) => entries.findLast((mount) => mount.at === path),
    add(mount) {
      const parent = parentMount(entries, mount.at);
      const group = mount.group ?? (parent?.group === undefined ? undefined : {});
      entries.push({ ...mount, group });
      for (const { other, isPeer } of receivers(entries, namespaces, parent))
        other.push({ ...mount, group: isPeer ? group : undefined, master: isPeer ? undefined : group });
    },
    remove(path) {
      const index = entries.findLastIndex((mount) => mount.at === path);
      if (index < 0) return false;
      entries.splice(index, 1);
      for (const { other } of receivers(entries, namespaces, parentMount(entries, path))) {
        const propagated = other.findLastIndex((mount) => mount.at === path);
        if (propagated >= 0) other.splice(propagated, 1);
      }

      return true;
    },
    list: () => [...entries],
    propagate(path, propagation) {
      for (const mount of entries.filter(({ at }) => isAtOrBelow(at, path))) {
        if (propagation === 'slave') mount.master = mount.group ?? mount.master;
        if (propagation === 'private') mount.master = undefined;
        mount.group = propagation === 'shared' ? (mount.group ?? {}) : undefined;
      }
    },
    copy: () =>
      tableOf(
        entries.map((mount) => ({ ...mount })),
        namespaces,
      ),
    removeAdded() {
      for (const mount of entries.filter(({ isPartition }) => isPartition !== true))
        entries.splice(entries.indexOf(mount), 1);
    },
    end: () => void namespaces.delete(entries),
  };
}

/** The mount on which a mount at `path` is: another one at this path, or the one that holds the path. */
function parentMount(entries: readonly Mount[], path: string): Mount | undefined {
  for (let folder = path; ; folder = parentOf(folder)) {
    const mount = entries.findLast(({ at }) => at === folder);
    if (mount !== undefined || folder === '/') return mount;
  }
}

/** The namespaces in which a mount below `parent` appears too. They mount the same partitions at the same paths. */
function receivers(
  own: Mount[],
  namespaces: Namespaces,
  parent: Mount | undefined,
): { other: Mount[]; isPeer: boolean }[] {
  const { group, at } = parent ?? {};
  if (group === undefined) return [];

  return [...namespaces].flatMap((other) => {
    if (other === own) return [];
    const mount = other.find((each) => each.at === at && (each.group === group || each.master === group));

    return mount === undefined ? [] : [{ other, isPeer: mount.group === group }];
  });
}

function isAtOrBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}
