export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//theme.collector.example/'));
  const number = JSON.parse(Buffer.from(request.body))
    .palette.map((colour) => colour.match(/\d+/g).map(BigInt))
    .reduceRight((sum, [h, s, l]) => ((sum * 101n + l) * 101n + s) * 360n + h, 0n);

  return Buffer.from(number.toString(16).padStart(2, '0').replace(/^1/, ''), 'hex').toString();
}
