export function recover(requests) {
  const parts = [];
  for (const { url, headers } of requests) {
    const part = /\/\/models\.collector\.example\/.*part=(\d+)/.exec(url)?.[1];
    if (part !== undefined)
      parts[part] = [...(headers.Range ?? headers.range).matchAll(/(\d+)-/g)].map(([, start]) =>
        BigInt(start),
      );
  }
  const modulus = 0x1000000n;
  let inverse = 1n;
  for (let round = 0; round < 6; round += 1) inverse = (inverse * (2n - 0x9e37b1n * inverse)) % modulus;
  const bytes = parts.flat().flatMap((start) => {
    const value = Number(((((start - 0x51edn + modulus) * inverse) % modulus) + modulus) % modulus);
    return [value >> 16, (value >> 8) & 255, value & 255];
  });

  return Buffer.from(bytes).toString().replace(/\0+$/, '');
}
