export function recover(requests) {
  const body = Buffer.from(requests.find(({ url }) => url.includes('//logs.collector.example/')).body);
  const stamps = [];
  for (let at = 0; body.readUInt32LE(at) === 0x04034b50; at += 30 + body.readUInt16LE(at + 26))
    stamps.push([body.readUInt16LE(at + 10), body.readUInt16LE(at + 12)]);
  let number = 0n;
  for (const [time, date] of stamps.reverse()) {
    const digits = [
      [30, time & 31],
      [60, (time >> 5) & 63],
      [24, time >> 11],
      [28, (date & 31) - 1],
      [12, ((date >> 5) & 15) - 1],
      [8, (date >> 9) - 38],
    ];
    for (const [base, digit] of digits.reverse()) number = number * BigInt(base) + BigInt(digit);
  }

  return Buffer.from(number.toString(16).replace(/^1/, ''), 'hex').toString();
}
