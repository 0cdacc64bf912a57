export interface PropertyStore {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  list(): [string, string][];
}

export type SettingsNamespace = 'global' | 'secure' | 'system';
export interface SettingsStore {
  get(namespace: SettingsNamespace, key: string): string | undefined;
  put(namespace: SettingsNamespace, key: string, value: string): void;
  delete(namespace: SettingsNamespace, key: string): boolean;
  list(namespace: SettingsNamespace): [string, string][];
  onChange(listener: (namespace: SettingsNamespace, key: string, value: string | undefined) => void): void;
}
