import { createHmac } from 'node:crypto';

export function recover(requests) {
  const label = requests
    .map(({ url }) => /\/\/(\w+)\.collector\.example\/w\.js/.exec(url)?.[1])
    .find(Boolean);
  let number = [...label].reduce((sum, digit) => 36n * sum + BigInt(parseInt(digit, 36)), 0n);
  const bytes = [...Buffer.from(number.toString(16).replace(/^1/, ''), 'hex')];
  let left = bytes.slice(0, bytes.length / 2);
  let right = bytes.slice(bytes.length / 2);
  for (let round = 5; round >= 0; round -= 1) {
    const mask = createHmac('sha256', `mint edge ${round}`).update(Buffer.from(left)).digest();
    [left, right] = [right.map((byte, at) => byte ^ mask[at]), left];
  }
  number = [...left, ...right].reduceRight((sum, byte) => 256n * sum + BigInt(byte), 0n);
  let host = '';
  for (; number > 0n; number /= 40n)
    host = 'abcdefghijklmnopqrstuvwxyz0123456789-.:'[Number(number % 40n) - 1] + host;

  return host;
}
