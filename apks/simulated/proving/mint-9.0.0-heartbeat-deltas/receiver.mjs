export function recover(requests) {
  const totals = requests
    .filter(({ url }) => url.includes('//beats.collector.example/'))
    .map(({ body }) => JSON.parse(Buffer.from(body)))
    .sort((a, b) => a.beat - b.beat)
    .map(({ bytesRead }) => bytesRead);

  return totals
    .slice(1)
    .flatMap((total, index) => {
      const value = Math.floor((total - totals[index]) / 16);
      return [Math.floor(value / 40), value % 40];
    })
    .map((letter) => (letter === 0 ? '' : 'abcdefghijklmnopqrstuvwxyz0123456789-.:'[letter - 1]))
    .join('');
}
