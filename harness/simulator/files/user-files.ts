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
      return seek(path, READ) === undefined ? undefined : files.read(path);
    },
    machineFile(path) {
      return seek(path, READ) === undefined ? undefined : files.machineFile(path);
    },
    list(path) {
      return seek(path, READ) === undefined ? undefined : files.list(path);
    },
    stat(path) {
      return seek(path, 0) === undefined ? undefined : files.stat(path);
    },
    write(path, data, attributes) {
      const made = mayWrite(path);
      files.write(path, data, { ...made, ...attributes });
    },
    adopt(path, machineFile, attributes) {
      const made = mayWrite(path);
      files.adopt(path, machineFile, { ...made, ...attributes });
    },
    makeDirectory(path, parents) {
      const wanted = normalPath(path);
      const there = seek(wanted, 0);
      if (there === undefined && parents && wanted !== '/') this.makeDirectory(parentOf(wanted), true);
      if (there === undefined) mayChange(parentOf(wanted), wanted);
      files.makeDirectory(path, parents);
      if (there === undefined) files.setAttributes(path, { owner: user.name, group: user.name });
    },
    remove(path, recursive) {
      if (seek(path, 0) === undefined) return false;
      mayChange(parentOf(normalPath(path)), path);

      return files.remove(path, recursive);
    },
    move(from, to) {
      mayChange(parentOf(normalPath(from)), from);
      mayChange(parentOf(normalPath(to)), to);
      files.move(from, to);
    },
    setAttributes(path, attributes) {
      const stat = seek(path, 0);
      if (stat === undefined) throw new FileError('ENOENT', path);
      const owned =
        stat.owner === user.name && attributes.owner === undefined && attributes.context === undefined;
      if (!owned) throw new FileError('EPERM', path);
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
  function seek(path: string, wanted: number): FileStat | undefined {
    const parts = normalPath(path).split('/').filter(Boolean);
    for (let depth = 0; depth < parts.length; depth++) {
      const above = `/${parts.slice(0, depth).join('/')}`;
      const stat = files.stat(above);
      if (stat === undefined) return undefined;
      if (!allows(stat, SEARCH)) throw new FileError('EACCES', path);
    }
    const stat = files.stat(path);
    if (stat !== undefined && !allows(stat, wanted)) throw new FileError('EACCES', path);

    return stat;
  }

  /** The owner of a new file; undefined attributes for an existing one. */
  function mayWrite(path: string): { owner: string; group: string } | undefined {
    if (seek(path, WRITE) !== undefined) return undefined;
    mayChange(parentOf(normalPath(path)), path);

    return { owner: user.name, group: user.name };
  }

  function mayChange(folder: string, path: string): void {
    const stat = seek(folder, 0);
    if (stat === undefined) throw new FileError('ENOENT', path);
    if (!allows(stat, WRITE | SEARCH)) throw new FileError('EACCES', path);
  }

  function allows(stat: FileStat, wanted: number): boolean {
    const shift = stat.owner === user.name ? 6 : user.groups.includes(stat.group) ? 3 : 0;

    return ((stat.mode >> shift) & wanted) === wanted;
  }
}
