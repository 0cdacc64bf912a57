import type { Network } from '../device.ts';

/** Keeps apart whom the stand-in web engine connected to by itself and whom a page asked for. */
export function createEngineTraffic(): Network['engineTraffic'] & { hosts(): string[] } {
  const contacted = new Set<string>();
  const asked = new Set<string>();

  return {
    contacted: (host) => void contacted.add(host.toLowerCase()),
    asked: (host) => void asked.add(host.toLowerCase()),
    hosts: () => [...contacted].filter((host) => !asked.has(host)).sort(),
  };
}
