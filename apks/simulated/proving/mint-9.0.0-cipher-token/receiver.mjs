export function recover(requests) {
  const { headers } = requests.find(({ url }) => url.includes('//token.collector.example/'));
  const data = Buffer.from(headers['X-Client-Token'] ?? headers['x-client-token'], 'hex');
  const key = Buffer.from('mint#9!stat_Rel3ase');
  const s = Array.from({ length: 256 }, (_, index) => index);
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + s[i] + key[i % key.length]) & 255;
    [s[i], s[j]] = [s[j], s[i]];
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + s[i]) & 255;
      [s[i], s[j]] = [s[j], s[i]];
      return byte ^ s[(s[i] + s[j]) & 255];
    }),
  ).toString();
}
