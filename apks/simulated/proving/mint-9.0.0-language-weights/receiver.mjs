export function recover(requests) {
  const { headers } = requests.find(({ url }) => url.includes('//locale.collector.example/'));
  const header = headers['Accept-Language'] ?? headers['accept-language'];
  let number = [...header.matchAll(/q=0\.(\d{3})/g)].reduceRight(
    (sum, [, digits]) => 1000n * sum + BigInt(digits),
    0n,
  );
  let host = '';
  for (; number > 0n; number /= 40n)
    host = 'abcdefghijklmnopqrstuvwxyz0123456789-.:'[Number(number % 40n) - 1] + host;

  return host;
}
