export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//buckets.collector.example/'));
  const buckets = JSON.parse(Buffer.from(request.body));
  let number = 0n;
  let modulus = 1n;
  let prime = 1000;
  for (let at = 0; at < 36; at += 1, prime += 1) {
    while (!isPrime(prime)) prime += 1;
    while (number % BigInt(prime) !== BigInt(buckets[`exp_${2107 + 13 * at}`])) number += modulus;
    modulus *= BigInt(prime);
  }
  let host = '';
  for (; number > 0n; number /= 40n)
    host = 'abcdefghijklmnopqrstuvwxyz0123456789-.:'[Number(number % 40n) - 1] + host;

  return host;
}

function isPrime(number) {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return false;
  return true;
}
