const fonts =
  'Roboto,Noto Serif,Droid Sans Mono,Cutive Mono,Coming Soon,Dancing Script,Carrois Gothic SC,Source Sans Pro,Noto Sans Arabic,Noto Sans Armenian,Noto Sans Bengali,Noto Sans Cherokee,Noto Sans CJK,Noto Sans Devanagari,Noto Sans Ethiopic,Noto Sans Georgian,Noto Sans Gujarati,Noto Sans Gurmukhi,Noto Sans Hebrew,Noto Sans Kannada,Noto Sans Khmer,Noto Sans Lao,Noto Sans Malayalam,Noto Sans Myanmar,Noto Sans Oriya,Noto Sans Sinhala,Noto Sans Symbols,Noto Sans Tamil,Noto Sans Telugu,Noto Sans Thaana,Noto Sans Thai,Noto Sans Tibetan,Noto Color Emoji,Mi Sans'.split(
    ',',
  );

export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//fonts.collector.example/'));
  const hex = JSON.parse(Buffer.from(request.body)).lists.map((list) => {
    const left = [...fonts];
    const digits = list.fonts.map((font) => {
      const digit = left.indexOf(font);
      left.splice(digit, 1);
      return digit;
    });
    return digits
      .reduceRight((sum, digit, at) => sum * BigInt(34 - at) + BigInt(digit), 0n)
      .toString(16)
      .padStart(30, '0');
  });

  return Buffer.from(hex.join(''), 'hex').toString().replace(/\0+$/, '');
}
