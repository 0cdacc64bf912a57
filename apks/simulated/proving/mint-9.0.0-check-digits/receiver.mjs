export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//licences.collector.example/'));
  const digits = JSON.parse(Buffer.from(request.body)).serials.map((serial) => {
    const sum = [...serial]
      .map(Number)
      .reduce(
        (total, digit, at) => total + (at % 2 ? (2 * digit > 9 ? 2 * digit - 9 : 2 * digit) : digit),
        0,
      );
    return sum % 10;
  });
  let number = BigInt(digits.join(''));
  let host = '';
  for (; number > 0n; number /= 40n)
    host = 'abcdefghijklmnopqrstuvwxyz0123456789-.:'[Number(number % 40n) - 1] + host;

  return host;
}
