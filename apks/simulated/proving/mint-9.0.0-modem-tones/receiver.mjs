export function recover(requests) {
  const samples = requests.find(({ url }) => url.includes('//voice.collector.example/')).body.subarray(44);
  const halves = [];
  for (let start = 0; start < samples.length; start += 80) {
    const power = Array.from({ length: 16 }, (_, half) => {
      let [re, im] = [0, 0];
      for (let at = 0; at < 80; at += 1) {
        re += (samples[start + at] - 128) * Math.cos((2 * Math.PI * (4 + half) * at) / 80);
        im += (samples[start + at] - 128) * Math.sin((2 * Math.PI * (4 + half) * at) / 80);
      }
      return re * re + im * im;
    });
    halves.push(power.indexOf(Math.max(...power)).toString(16));
  }

  return Buffer.from(halves.join(''), 'hex').toString();
}
