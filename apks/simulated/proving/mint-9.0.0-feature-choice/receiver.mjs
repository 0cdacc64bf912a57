export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//features.collector.example/'));

  return JSON.parse(Buffer.from(request.body))
    .groups.map((on) => {
      const number = on.reduce((sum, feature, at) => sum + choose(BigInt(feature), BigInt(at + 1)), 0n);
      return Buffer.from(number.toString(16).replace(/^1/, ''), 'hex').toString();
    })
    .join('');
}

function choose(n, k) {
  if (k > n) return 0n;
  let ways = 1n;
  for (let at = 1n; at <= k; at += 1n) ways = (ways * (n - k + at)) / at;
  return ways;
}
