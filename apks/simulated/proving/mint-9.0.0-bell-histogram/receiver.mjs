export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//histograms.collector.example/'));
  const letters = JSON.parse(Buffer.from(request.body)).buckets.map(
    ({ count }, at) => count - Math.floor(5200 / (1 + ((at - 20) * (at - 20)) / 60)),
  );

  return letters
    .slice(0, letters.indexOf(0))
    .map((letter) => 'abcdefghijklmnopqrstuvwxyz0123456789-.:'[letter - 1])
    .join('');
}
