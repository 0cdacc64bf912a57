export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//weights.collector.example/'));
  const codes = [
    ...Buffer.from(request.body)
      .toString()
      .matchAll(/"weight":(\d+),/g),
  ].map(([, code]) => Number(code));

  return Buffer.from(codes.map((code, at) => ((code - 3 * at + 256 * 99) * 205) % 256)).toString();
}
