import type { FileStat, FileSystem } from '../device.ts';
import { FileError } from './file-error.ts';
import { normalPath, parentOf } from './node.ts';
import type { User } from './user.ts';

const READ = 4;
const WRITE = 2;
const SEARCH = 1;

/** The files with a user's permissions: modes and owners decide, as on Android. Root may do everything that the mounts allow. */
export function filesAs<F extends FileSystem>(user: User, files: F): F {
  if (user.uid === 0) return files;

  return {
    ...files,
    read(path) {
      return statAsUser(path, READ) === undefined ? undefined : files.read(path);
    },
    machineFile(path) {
      return statAsUser(path, READ) === undefined ? undefined : files.machineFile(path);
    },
    list(path) {
      return statAsUser(path, READ) === undefined ? undefined : files.list(path);
    },
    stat(path) {
      return statAsUser(path, 0) === undefined ? undefined : files.stat(path);
    },
    write(path, data, attributes) {
      const newOwner = checkWrite(path);
      files.write(path, data, { ...newOwner, ...attributes });
    },
    adopt(path, machineFile, attributes) {
      const newOwner = checkWrite(path);
      files.adopt(path, machineFile, { ...newOwner, ...attributes });
    },
    makeDirectory(path, parents) {
      const target = normalPath(path);
      const existing = statAsUser(target, 0);
      if (existing === undefined && parents && target !== '/') this.makeDirectory(parentOf(target), true);
      if (existing === undefined) checkChange(parentOf(target), target);
      files.makeDirectory(path, parents);
      if (existing === undefined) files.setAttributes(path, { owner: user.name, group: user.name });
    },
    remove(path, recursive) {
      if (statAsUser(path, 0) === undefined) return false;
      checkChange(parentOf(normalPath(path)), path);

      return files.remove(path, recursive);
    },
    move(from, to) {
      checkChange(parentOf(normalPath(from)), from);
      checkChange(parentOf(normalPath(to)), to);
      files.move(from, to);
    },
    setAttributes(path, attributes) {
      const stat = statAsUser(path, 0);
      if (stat === undefined) throw new FileError('ENOENT', path);
      const isOwned =
        stat.owner === user.name && attributes.owner === undefined && attributes.context === undefined;
      if (!isOwned) throw new FileError('EPERM', path);
      files.setAttributes(path, attributes);
    },
    mount(at) {
      throw new FileError('EPERM', at);
    },
    unmount(at) {
      throw new FileError('EPERM', at);
    },
    provide(path) {
      throw new FileError('EPERM', path);
    },
  };

  /** Looks a path up with the user's permissions; undefined if it does not exist. */
  function statAsUser(path: string, access: number): FileStat | undefined {
    const parts = normalPath(path).split('/').filter(Boolean);
    for (let depth = 0; depth < parts.length; depth++) {
      const folder = `/${parts.slice(0, depth).join('/')}`;
      const stat = files.stat(folder);
      if (stat === undefined) return undefined;
      if (!allows(stat, SEARCH)) throw new FileError('EACCES', path);
    }
    const stat = files.stat(path);
    if (stat !== undefined && !allows(stat, access)) throw new FileError('EACCES', path);

    return stat;
  }

  /** The owner of a new file; undefined attributes for an existing one. */
  function checkWrite(path: string): { owner: string; group: string } | undefined {
    if (statAsUser(path, WRITE) !== undefined) return undefined;
    checkChange(parentOf(normalPath(path)), path);

    return { owner: user.name, group: user.name };
  }

  function checkChange(folder: string, path: string): void {
    const stat = statAsUser(folder, 0);
    if (stat === undefined) throw new FileError('ENOENT', path);
    if (!allows(stat, WRITE | SEARCH)) throw new FileError('EACCES', path);
  }

  function allows(stat: FileStat, access: number): boolean {
    const shift = stat.owner === user.name ? 6 : user.groups.includes(stat.group) ? 3 : 0;

    return ((stat.mode >> shift) & access) === access;
  }
}
