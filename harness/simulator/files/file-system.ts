import type { FileAttributes, FileSystem } from '../device.ts';
import { createContentStore, type Content, type ContentStore } from './content.ts';
import { FileError } from './file-error.ts';
import { createMountTable, type Mount, type MountTable, type Propagation } from './mount-table.ts';
import {
  nameOf,
  normalPath,
  parentOf,
  statOf,
  type DirectoryNode,
  type FileNode,
  type RegularNode,
} from './node.ts';

export interface FileSystemOptions {
  /** A folder of this machine for contents that are too large for memory. */
  storeDir: string;
  /** Milliseconds since 1970, handset time. */
  now: () => number;
  /** Whether no byte can be written. */
  isFull?: () => boolean;
}

/** A {@link FileSystem} with operations that only the system image needs. It does not check permissions. */
export interface ImageFiles extends FileSystem {
  link(path: string, target: string): void;
  /** Mounts a partition over a folder; a read-only one refuses changes from every user. */
  mountPartition(at: string, type: string, readOnly: boolean): void;
  /** Makes a mounted partition read-only or writable. */
  remount(at: string, readOnly: boolean): boolean;
  /** Sets the propagation of the mounts at and below a path. */
  propagate(path: string, propagation: Propagation): void;
  unshare(propagation: 'slave' | 'private'): ImageFiles;
  /** Removes mounts that are not part of the system image, in this namespace alone. */
  removeAddedMounts(): void;
  /** Ends the namespace, after its last process. */
  end(): void;
}

const MAX_LINKS = 8;
const DIRECTORY_MODE = 0o755;
const FILE_MODE = 0o644;

/** The handset's files: an empty root folder. Throws {@link FileError}. */
export function createFileSystem(options: FileSystemOptions): ImageFiles {
  const store = createContentStore(options.storeDir, options.isFull);
  const root = createDirectory(attributesOf({ mode: DIRECTORY_MODE }, options.now()));

  return createNamespace(
    createMountTable([
      { at: '/', type: 'ext4', root, readOnly: false, device: '254:1', within: '/', isPartition: true },
    ]),
    store,
    options.now,
  );
}

function createNamespace(mounts: MountTable, store: ContentStore, now: () => number): ImageFiles {
  const files: ImageFiles = {
    read(path) {
      const node = find(path)?.node;
      if (node?.kind === 'directory') throw new FileError('EISDIR', path);

      return node === undefined ? undefined : store.read(node.content, files);
    },
    write: (path, data, attributes) =>
      putFile(path, { kind: 'memory', bytes: Uint8Array.from(data), written: undefined }, attributes),
    adopt: (path, machineFile, attributes) => putFile(path, store.adopt(machineFile), attributes),
    machineFile(path) {
      const node = find(path)?.node;

      return node?.kind === 'file' ? store.file(node.content, files) : undefined;
    },
    provide: (path, make, attributes) => putFile(path, { kind: 'made', make }, attributes),

    list(path) {
      const found = find(path);
      if (found === undefined) return undefined;
      if (found.node.kind !== 'directory') throw new FileError('ENOTDIR', path);

      return [...found.node.children.keys()].toSorted();
    },
    stat(path) {
      const node = find(path)?.node;

      return node === undefined ? undefined : statOf(node, store);
    },
    makeDirectory(path, parents) {
      const target = normalPath(path);
      const existing = find(target);
      if (existing !== undefined && parents && existing.node.kind === 'directory') return;
      if (existing !== undefined) throw new FileError('EEXIST', path);
      if (parents && find(parentOf(target)) === undefined) this.makeDirectory(parentOf(target), true);
      const parent = writableParent(target);
      parent.node.children.set(
        nameOf(target),
        createDirectory(inheritAttributes(parent.node, { mode: DIRECTORY_MODE })),
      );
    },
    remove(path, recursive) {
      const found = find(path);
      if (found === undefined) return false;
      if (found.node.kind === 'directory' && !recursive && found.node.children.size > 0)
        throw new FileError('ENOTEMPTY', path);
      const parent = writableParent(normalPath(path));
      parent.node.children.delete(nameOf(normalPath(path)));
      forgetContents(found.node);

      return true;
    },
    move(from, to) {
      const found = find(from);
      if (found === undefined) throw new FileError('ENOENT', from);
      const source = writableParent(normalPath(from));
      const target = writableParent(normalPath(to));
      source.node.children.delete(nameOf(normalPath(from)));
      target.node.children.set(nameOf(normalPath(to)), found.node);
    },
    setAttributes(path, attributes) {
      const found = find(path);
      if (found === undefined) throw new FileError('ENOENT', path);
      if (found.mount.readOnly) throw new FileError('EROFS', path);
      Object.assign(found.node.attributes, attributes);
    },
    link(path, target) {
      writableParent(normalPath(path)).node.children.set(nameOf(normalPath(path)), { kind: 'link', target });
    },

    mount(at, source) {
      const existing = find(at);
      if (existing === undefined) throw new FileError('ENOENT', at);
      const from = source.type === 'bind' ? find(source.from) : undefined;
      const node = source.type === 'bind' ? from?.node : createDirectory(tmpfsAttributes(now()));
      if (node === undefined) throw new FileError('ENOENT', source.type === 'bind' ? source.from : at);
      if (node.kind !== existing.node.kind) throw new FileError('ENOTDIR', at);
      // A bind mount is on its source's file system and propagates as its source does.
      const { mount } = from ?? {};
      mounts.add({
        at: existing.path,
        type: source.type === 'bind' ? (mount?.type ?? 'ext4') : source.type,
        root: node,
        readOnly: false,
        device: mount?.device ?? newDevice(),
        within: mount && from ? pathWithin(mount, from.path) : '/',
        group: mount?.group,
        master: mount?.master,
      });
    },
    mountPartition(at, type, readOnly) {
      const existing = find(at);
      if (existing === undefined) throw new FileError('ENOENT', at);
      mounts.add({
        at: existing.path,
        type,
        root: existing.node,
        readOnly,
        device: newDevice(),
        within: '/',
        isPartition: true,
      });
    },
    remount(at, readOnly) {
      const mount = mounts.at(normalPath(at));
      if (mount !== undefined) mount.readOnly = readOnly;

      return mount !== undefined;
    },
    unmount: (at) => mounts.remove(find(at)?.path ?? normalPath(at)),
    mounts: () => mounts.list().map(({ at, type, device, within }) => ({ at, type, device, within })),
    propagate: (path, propagation) => mounts.propagate(path, propagation),
    unshare(propagation) {
      const copy = mounts.copy();
      copy.propagate('/', propagation);

      return createNamespace(copy, store, now);
    },
    removeAddedMounts: () => mounts.removeAdded(),
    end: () => mounts.end(),
  };

  return files;

  /** Resolves links and mounts of a path; returns the node, its mount and its path without links. */
  function find(
    path: string,
    links = 0,
  ): { node: DirectoryNode | RegularNode; mount: Mount; path: string } | undefined {
    let mount = mountAt('/');
    let node: DirectoryNode | RegularNode = mount.root;
    let at = '';
    const parts = normalPath(path).split('/').filter(Boolean);
    for (const [index, part] of parts.entries()) {
      if (node.kind !== 'directory') return undefined;
      at += `/${part}`;
      const mounted = mounts.at(at);
      const child: FileNode | undefined = mounted?.root ?? node.children.get(part);
      if (child === undefined) return undefined;
      mount = mounted ?? mount;
      if (child.kind === 'link') {
        if (links >= MAX_LINKS) return undefined;
        return find([child.target, ...parts.slice(index + 1)].join('/'), links + 1);
      }
      node = child;
    }

    return { node, mount, path: at || '/' };
  }

  function mountAt(path: string): Mount {
    const mount = mounts.at(path);
    if (mount === undefined) throw new FileError('EINVAL', path);

    return mount;
  }

  /** The parent folder of a path; it must exist and be writable. */
  function writableParent(path: string): { node: DirectoryNode; mount: Mount } {
    const parent = find(parentOf(path));
    if (parent === undefined) throw new FileError('ENOENT', path);
    if (parent.node.kind !== 'directory') throw new FileError('ENOTDIR', path);
    if (parent.mount.readOnly) throw new FileError('EROFS', path);

    return { node: parent.node, mount: parent.mount };
  }

  function putFile(path: string, content: Content, attributes: Partial<FileAttributes> = {}): void {
    if (store.isFull()) throw new FileError('ENOSPC', path);
    const found = find(path);
    if (found === undefined) {
      const parent = writableParent(normalPath(path)).node;
      const all = inheritAttributes(parent, { mode: FILE_MODE, ...attributes });
      parent.children.set(nameOf(normalPath(path)), { kind: 'file', attributes: all, content });
      return;
    }
    if (found.node.kind === 'directory') throw new FileError('EISDIR', path);
    if (found.mount.readOnly) throw new FileError('EROFS', path);
    store.forget(found.node.content);
    found.node.content = content;
    Object.assign(found.node.attributes, { modified: Math.floor(now() / 1000) }, attributes);
  }

  /** With SELinux, a new file inherits its folder's label. */
  function inheritAttributes(parent: DirectoryNode, attributes: Partial<FileAttributes>): FileAttributes {
    return attributesOf({ context: parent.attributes.context, ...attributes }, now());
  }

  function forgetContents(node: FileNode): void {
    if (node.kind === 'file') store.forget(node.content);
    if (node.kind === 'directory') for (const child of node.children.values()) forgetContents(child);
  }
}

let lastDevice = 40;
/** An anonymous device number, as a new tmpfs gets. */
function newDevice(): string {
  return `0:${++lastDevice}`;
}

function pathWithin({ at, within }: Mount, path: string): string {
  return normalPath(`${within}/${path.slice(at.length)}`);
}

function createDirectory(attributes: FileAttributes): DirectoryNode {
  return { kind: 'directory', attributes, children: new Map() };
}

function tmpfsAttributes(now: number): FileAttributes {
  return attributesOf({ mode: 0o1777, context: 'u:object_r:tmpfs:s0' }, now);
}

function attributesOf(overrides: Partial<FileAttributes>, now: number): FileAttributes {
  const modified = Math.floor(now / 1000);

  return {
    mode: FILE_MODE,
    owner: 'root',
    group: 'root',
    context: 'u:object_r:rootfs:s0',
    modified,
    ...overrides,
  };
}
