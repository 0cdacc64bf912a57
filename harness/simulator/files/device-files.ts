/** The handset's own file tree, with mounts. Paths are absolute. Errors have Android's message and an errno name. */
export interface FileSystem {
  read(path: string): Uint8Array | undefined;
  write(path: string, data: Uint8Array, attributes?: Partial<FileAttributes>): void;
  /** As `write`, for a content too large for memory: a file of this machine, which is moved into the handset's work folder. */
  adopt(path: string, machineFile: string, attributes?: Partial<FileAttributes>): void;
  /** A read-only file of this machine with the content of `path`; undefined if there is no such file. */
  machineFile(path: string): string | undefined;
  /** Adds a file whose content is created at each read, as in /proc, for the namespace that reads it. */
  provide(path: string, content: (reader: FileSystem) => string, attributes?: Partial<FileAttributes>): void;
  list(path: string): string[] | undefined;
  stat(path: string): FileStat | undefined;
  makeDirectory(path: string, parents: boolean): void;
  remove(path: string, recursive: boolean): boolean;
  move(from: string, to: string): void;
  setAttributes(path: string, attributes: Partial<FileAttributes>): void;
  /** Mounts an empty tmpfs, or binds another folder, over `at`; the mount on top wins. */
  mount(at: string, source: { type: 'tmpfs' } | { type: 'bind'; from: string }): void;
  unmount(at: string): boolean;
  /** `device`: the number of the file system; `within`: the path of the mount's root within it. */
  mounts(): { at: string; type: string; device: string; within: string }[];
}

/** A process that starts. */
export interface ProcessStart {
  pid: number;
  uid: number;
  name: string;
  /** Has only 32-bit code; absent means no. */
  is32Bit?: boolean;
  /** The pid of the process that it starts from; absent until it has started. */
  parent?: number;
}

/** The processes of apps, each with its own mounts. */
export interface DeviceProcesses {
  /** Starts the process of an app: with the mounts that its zygote has now. */
  start(process: ProcessStart): void;
  end(pid: number): void;
  /** The files in which a process looks for roots; those of a process that starts now, if it has ended. */
  rootsOf(pid: number): FileSystem;
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
