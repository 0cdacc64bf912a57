/** The commands of a line that are joined by `&&`, with those of `iptables-restore` as commands of iptables. */
export function singleCommands(line: string): string[] {
  let restored: string[] = [];

  return line.split(' && ').flatMap((step) => {
    const printed = /^R=\$\((.*)\)$/s.exec(step)?.[1];
    if (printed !== undefined) {
      restored = printedLines(printed);
      return [];
    }
    const program = /^echo "\$R" \| (ip6?tables)-restore -w -n$/.exec(step)?.[1];
    if (program === undefined) return [step];
    const [table = '', ...rules] = restored;

    return rules
      .filter((rule) => rule !== 'COMMIT')
      .map((rule) => `${program} -w -t ${table.slice(1)} ${rule}`);
  });
}

/** What `echo "..."` and `for U in 1 2; do echo "..."; done` print. */
function printedLines(script: string): string[] {
  return [...script.matchAll(/(?:for U in ([\w -]+); do )?echo "?([^";]*)"?/g)]
    .flatMap(([, uids, text = '']) =>
      uids === undefined ? [text] : uids.split(' ').map((uid) => text.replaceAll('$U', uid)),
    )
    .flatMap((text) => text.split('\n'));
}
