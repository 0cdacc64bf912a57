/** What an error of the operating system means, and what to do about it. @type {Readonly<Record<string, [what: string, fix: string]>>} */
const MEANINGS = {
  EROFS: ['the file system is read-only', 'name a place on a disk that can be written'],
  ENOSPC: ['the disk is full', 'free some space, or name a place on another disk'],
  EDQUOT: ['your disk quota is used up', 'free some space, or name a place on another disk'],
  EFBIG: ['the file would be too large for this file system', 'name a place on another disk'],
  EIO: ['the disk reports an error', 'check the disk, or name a place on another one'],
  EACCES: ['permission denied', 'let this user access it, or name another place'],
  EPERM: ['the operation is not permitted', 'let this user do it, or name another place'],
  ENOENT: ['there is no such file or folder', 'check the path, and create the folder that it is in'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'name a path that only goes through folders'],
  EISDIR: ['it is a folder, not a file', 'name a file'],
  EEXIST: ['it exists already', 'name another path, or remove it'],
  ENAMETOOLONG: ['the path is too long', 'name a shorter path'],
  ELOOP: ['its symbolic links lead in a circle', 'remove the circle, or name another path'],
  EMFILE: ['this process has too many open files', 'raise the limit with: ulimit -n 4096'],
  ENFILE: ['the system has too many open files', 'close other programs'],
  EBUSY: ['it is in use', 'close the program that uses it'],
  ETXTBSY: ['it is a program that runs', 'stop the program'],
};

/** Calls that only read; all others write. */
const READING = ['open', 'read', 'stat', 'lstat', 'scandir', 'access', 'realpath', 'readlink', 'statfs'];

/**
 * One sentence for an error of the operating system, with the path, and its fix.
 * @param {unknown} error
 * @returns {{ what: string, fix: string } | null} null for every other error
 */
export function describeSystemError(error) {
  if (!(error instanceof Error)) return null;
  const { code, path, dest, syscall } = /** @type {NodeJS.ErrnoException & { dest?: string }} */ (error);
  const [meaning, fix] = MEANINGS[code ?? ''] ?? [];
  if (meaning === undefined || fix === undefined || syscall === undefined) return null;
  // Copying and renaming fail because of the new place, unless the old one does not exist.
  const place = dest ?? path;

  return {
    what: `cannot ${verbOf(syscall, code)} ${place ? withoutSuffix(place) : 'a file'}: ${meaning}`,
    fix,
  };
}

/**
 * @param {string} syscall
 * @param {string | undefined} code
 */
function verbOf(syscall, code) {
  if (syscall === 'mkdir') return 'create the folder';
  if (syscall.startsWith('spawn')) return 'start';
  if (syscall === 'unlink' || syscall === 'rmdir') return 'remove';
  // Opening fails for these reasons only if it is for writing.
  const writes = !READING.includes(syscall) || ['EROFS', 'ENOSPC', 'EDQUOT'].includes(code ?? '');

  return writes ? 'write' : 'open';
}

/**
 * A file is written under another name first, which the user does not know: `run.json.3453668210`.
 * @param {string} path
 */
function withoutSuffix(path) {
  return path.replace(/\.\d{6,}$/, '');
}
