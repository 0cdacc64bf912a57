import { AndroidError } from '../device.ts';

export type Errno =
  | 'ENOENT'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'EEXIST'
  | 'ENOTEMPTY'
  | 'EROFS'
  | 'EACCES'
  | 'EPERM'
  | 'ENOSPC'
  | 'EINVAL';

const WORDS: Record<Errno, string> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  ENOSPC: 'No space left on device',
  EINVAL: 'Invalid argument',
};

/** An error of the kernel with the message of `strerror`; a command prefixes its name and the path. */
export class FileError extends AndroidError {
  readonly errno: Errno;
  readonly path: string;

  constructor(errno: Errno, path: string) {
    super(WORDS[errno]);
    this.errno = errno;
    this.path = path;
  }
}
