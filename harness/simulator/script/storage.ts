import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import * as z from 'zod';

export type Setting = string | number | boolean;

/** Storage of a simulated package. It survives the process, and ends when the data folder is emptied. */
export interface PackageStorage {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  delete(key: string): void;
  keys(): string[];
  clear(): void;
  getSetting(name: string): Setting | undefined;
  setSetting(name: string, value: Setting): void;
  /** The installation's id, generated on first use. */
  uuid(): string;
}

const contentSchema = z.object({
  uuid: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  values: z.record(z.string(), z.unknown()),
});
type Content = z.infer<typeof contentSchema>;

/**
 * Opens a package's storage: one JSON file in its data folder, rewritten at each change. Other code may change the file
 * (another browser that binds the same package, `pm clear`), so it is read again if it is a different file.
 */
export function openStorage(dataDir: string): PackageStorage {
  const file = join(dataDir, 'script-storage.json');
  let known: { stamp: string; content: Content } | undefined;

  function read(): Content {
    const stamp = stampOf(file);
    if (known?.stamp === stamp) return known.content;
    const content =
      stamp === 'absent'
        ? { uuid: randomUUID(), settings: {}, values: {} }
        : contentSchema.parse(JSON.parse(readFileSync(file, 'utf8'), reviveBytes));
    known = { stamp, content };

    return content;
  }

  function write(content: Content): void {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(content, replaceBytes));
    renameSync(`${file}.new`, file);
    known = { stamp: stampOf(file), content };
  }
  const change = (act: (content: Content) => void) => {
    const content = read();
    act(content);
    write(content);
  };

  return {
    // Returns a copy, so that changing the result does not change the stored value.
    get: (key) => structuredClone(read().values[key]),
    set: (key, value) => change(({ values }) => void (values[key] = structuredClone(value))),
    delete: (key) => change(({ values }) => void delete values[key]),
    keys: () => Object.keys(read().values),
    clear: () => change((content) => void (content.values = {})),
    getSetting: (name) => read().settings[name],
    setSetting: (name, value) => change(({ settings }) => void (settings[name] = value)),
    uuid() {
      const content = read();
      if (stampOf(file) === 'absent') write(content);

      return content.uuid;
    },
  };
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });

  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : 'absent';
}

function replaceBytes(this: unknown, key: string, value: unknown): unknown {
  // JSON converts Buffers before this function sees them; the parent object still has the bytes.
  const item = (this as Record<string, unknown>)[key];

  return item instanceof Uint8Array ? { $base64: Buffer.from(item).toString('base64') } : value;
}

function reviveBytes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$base64' in value)) return value;

  return new Uint8Array(Buffer.from(String(value.$base64), 'base64'));
}
