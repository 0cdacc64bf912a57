import { homedir, hostname, userInfo } from 'node:os';

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

  // Short names are parts of ordinary words.
  return names
    .filter(([value]) => value.length > 3)
    .reduce((before, [value, replacement]) => before.replaceAll(value, replacement), text);
}
