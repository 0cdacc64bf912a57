import { homedir, hostname, userInfo } from 'node:os';

/** Characters; shorter names are parts of ordinary words. */
const SHORTEST = 4;

/**
 * A text without the names of this machine, its user and its phones. For the messages of a run that reached no verdict; everything
 * else that is published is redacted from its evidence.
 */
export function withoutOwnNames(text: string, serials: readonly string[]): string {
  const names: [value: string, replacement: string][] = [
    [homedir(), '~'],
    ...serials.map((serial): [string, string] => [serial, 'SERIAL']),
    [hostname(), 'HOST'],
    [userInfo().username, 'USER'],
  ];

  return names
    .filter(([value]) => value.length >= SHORTEST && value !== 'root')
    .reduce((before, [value, replacement]) => before.replaceAll(value, replacement), text);
}
