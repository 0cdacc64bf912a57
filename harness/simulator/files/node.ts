import type { FileAttributes, FileStat } from '../device.ts';
import type { Content, ContentStore } from './content.ts';

/** A directory, a file or a link. A link's target is absolute. */
export type FileNode = DirectoryNode | RegularNode | LinkNode;

export interface DirectoryNode {
  kind: 'directory';
  attributes: FileAttributes;
  children: Map<string, FileNode>;
}
export interface RegularNode {
  kind: 'file';
  attributes: FileAttributes;
  content: Content;
}
export interface LinkNode {
  kind: 'link';
  target: string;
}

export function statOf(node: DirectoryNode | RegularNode, store: ContentStore): FileStat {
  const size = node.kind === 'file' ? store.size(node.content) : 3452; // the size of a small folder on ext4 and f2fs

  return { ...node.attributes, kind: node.kind, size };
}

/** `/a//b/../c/` -> `/a/c` */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }

  return `/${parts.join('/')}`;
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
