/** The handset's files: its own tree, with mounts. Paths are absolute. Errors carry Android's words and an errno name. */
export interface FileSystem {
  read(path: string): Uint8Array | undefined;
  write(path: string, data: Uint8Array, attributes?: Partial<FileAttributes>): void;
  /** As `write`; the content is a file of this machine, which is moved into the handset's work folder. For what is too large for memory. */
  adopt(path: string, machineFile: string, attributes?: Partial<FileAttributes>): void;
  /** A file of this machine with the content of `path`, only to be read; undefined where there is none. */
  machineFile(path: string): string | undefined;
  /** A file whose content is made anew at each reading, as those of /proc. */
  provide(path: string, content: () => string, attributes?: Partial<FileAttributes>): void;
  list(path: string): string[] | undefined;
  stat(path: string): FileStat | undefined;
  makeDirectory(path: string, parents: boolean): void;
  remove(path: string, recursive: boolean): boolean;
  move(from: string, to: string): void;
  setAttributes(path: string, attributes: Partial<FileAttributes>): void;
  /** Mounts an empty tmpfs, or binds another folder, over `at`; the mount on top wins. */
  mount(at: string, what: { type: 'tmpfs' } | { type: 'bind'; from: string }): void;
  unmount(at: string): boolean;
  mounts(): { at: string; type: string }[];
  /** The same files with mounts of its own from now on: a new mount namespace. */
  unshare(): FileSystem;
}
export interface FileAttributes {
  mode: number;
  owner: string;
  group: string;
  context: string;
  /** Seconds since 1970. */
  modified: number;
}
export interface FileStat extends FileAttributes {
  kind: 'file' | 'directory';
  size: number;
}
