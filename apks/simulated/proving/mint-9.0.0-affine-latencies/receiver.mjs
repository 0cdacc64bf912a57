export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//latency.collector.example/'));

  return String.fromCharCode(
    ...JSON.parse(Buffer.from(request.body)).samples.map((sample) => (sample - 11) / 7),
  );
}
