import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSystem } from './device-files.ts';

/** The content of a file. It is never changed, only replaced, so that copies can share it. */
export type Content =
  | { kind: 'memory'; bytes: Uint8Array; written: string | undefined }
  | { kind: 'machine'; file: string; size: number }
  | { kind: 'made'; make: (reader: FileSystem) => string };

/** Stores contents that are too large for memory in a folder of this machine. */
export interface ContentStore {
  /** Whether no byte can be written. */
  isFull(): boolean;
  adopt(machineFile: string): Content;
  /** `reader`: the namespace of the process that reads. */
  read(content: Content, reader: FileSystem): Uint8Array;
  size(content: Content): number;
  /** A file of this machine with the content. */
  file(content: Content, reader: FileSystem): string;
  /** Called when no file of the handset has the content any more. */
  forget(content: Content): void;
}

export function createContentStore(folder: string, isFull = (): boolean => false): ContentStore {
  let last = 0;
  mkdirSync(folder, { recursive: true });
  const newFile = () => join(folder, String(++last));

  return {
    isFull,
    adopt(machineFile) {
      const file = newFile();
      move(machineFile, file);

      return { kind: 'machine', file, size: statSync(file).size };
    },

    read(content, reader) {
      if (content.kind === 'memory') return content.bytes;

      return content.kind === 'machine' ? readFileSync(content.file) : Buffer.from(content.make(reader));
    },

    size(content) {
      if (content.kind === 'memory') return content.bytes.length;

      return content.kind === 'machine' ? content.size : 0;
    },

    file(content, reader) {
      if (content.kind === 'machine') return content.file;
      if (content.kind === 'memory' && content.written !== undefined) return content.written;
      const file = newFile();
      writeFileSync(file, content.kind === 'memory' ? content.bytes : content.make(reader));
      if (content.kind === 'memory') content.written = file;

      return file;
    },

    forget(content) {
      const file =
        content.kind === 'machine' ? content.file : content.kind === 'memory' ? content.written : undefined;
      if (file !== undefined) rmSync(file, { force: true });
    },
  };
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // A file on another disk cannot be renamed, so it is copied.
    copyFileSync(from, to);
    rmSync(from);
  }
}
