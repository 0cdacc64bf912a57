import { NotModelled, type Command, type Shell } from '../command.ts';
import { listChains, printRules } from '../../system/packet-filter/listing.ts';
import { FilterError, VERDICTS, type PacketFilter } from '../../system/packet-filter/packet-filter.ts';
import type { Rule } from '../../system/packet-filter/rule.ts';

export const iptablesCommands: readonly Command[] = [
  { names: ['iptables'], run: (args, shell) => iptables(args, shell, 4) },
  { names: ['ip6tables'], run: (args, shell) => iptables(args, shell, 6) },
];

interface Request {
  table: string;
  command: string | undefined;
  chain: string | undefined;
  position: number | undefined;
  rule: Rule;
  flags: Set<string>;
}

/** The commands, with whether each takes a chain and a number. */
const COMMANDS: Record<string, string> = {
  '--append': '-A',
  '--insert': '-I',
  '--delete': '-D',
  '--check': '-C',
  '--new-chain': '-N',
  '--delete-chain': '-X',
  '--flush': '-F',
  '--zero': '-Z',
  '--list': '-L',
  '--list-rules': '-S',
};
const SHORT = new Set(Object.values(COMMANDS));
const VERSION = 'v1.8.7 (legacy)';

/** Works on the packet filter of one family; only root may. Source: iptables 1.8.7, iptables.c. */
function iptables(args: readonly string[], shell: Shell, family: 4 | 6): number {
  const name = family === 4 ? 'iptables' : 'ip6tables';
  const request = parse(name, args);
  if (shell.user.uid !== 0) {
    shell.err(
      `${name} ${VERSION}: can't initialize ${name} table \`${request.table}': Permission denied (you must be root)\nPerhaps ${name} or your kernel needs to be upgraded.\n`,
    );
    return 3;
  }
  try {
    run(request, shell, family);
    return 0;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    shell.err(`${name}: ${error.message}\n`);
    return 1;
  }
}

function run(request: Request, shell: Shell, family: 4 | 6): void {
  const filter = shell.device.packetFilters[family];
  const { command, table, chain = '', rule, position } = request;
  if (command === '-A') filter.insert(table, chain, rule, undefined);
  else if (command === '-I') filter.insert(table, chain, rule, position ?? 1);
  else if (command === '-D') filter.delete(table, chain, position ?? rule);
  else if (command === '-C') check(filter, table, chain, rule);
  else if (command === '-N') filter.newChain(table, chain);
  else if (command === '-X') filter.deleteChain(table, chain);
  else if (command === '-F') filter.flush(table, request.chain);
  else if (command === '-Z') filter.zero(table, request.chain);
  else print(request, shell, family);
}

function check(filter: PacketFilter, table: string, chain: string, rule: Rule): void {
  if (!filter.has(table, chain, rule))
    throw new FilterError('Bad rule (does a matching rule exist in that chain?).');
}

function print({ command, table, chain, flags }: Request, shell: Shell, family: 4 | 6): void {
  const all = shell.device.packetFilters[family].chains(table);
  const shown = chain === undefined ? all : all.filter((each) => each.name === chain);
  if (shown.length === 0) throw new FilterError('No chain/target/match by that name.');
  const has = (flag: string) => flags.has(flag);
  if (command === '-S') shell.out(printRules(shown, has('v')));
  else
    shell.out(
      listChains(shown, all, {
        family,
        verbose: has('v'),
        exact: has('x'),
        numeric: has('n'),
        lineNumbers: has('line-numbers'),
      }),
    );
}

function parse(name: string, args: readonly string[]): Request {
  const rule: Rule = {
    destination: undefined,
    outInterface: undefined,
    protocol: undefined,
    owner: undefined,
    destinationPort: undefined,
    matches: [],
    target: undefined,
    toPort: undefined,
    packets: 0,
    bytes: 0,
  };
  const request: Request = {
    table: 'filter',
    command: undefined,
    chain: undefined,
    position: undefined,
    rule,
    flags: new Set(),
  };
  const words = args.flatMap((arg) =>
    /^-[vnx]{2,}$/.test(arg) ? Array.from(arg.slice(1), (letter) => `-${letter}`) : [arg],
  );
  let negated = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const value = () => words[++at] ?? '';
    const command = COMMANDS[word] ?? (SHORT.has(word) ? word : undefined);
    if (word === '!') {
      negated = true;
      continue;
    }
    if (command !== undefined) {
      if (request.command !== undefined) throw new NotModelled(`${name} ${request.command} with ${command}`);
      request.command = command;
      if (words[at + 1]?.startsWith('-') === false && words[at + 1] !== '!') request.chain = value();
      if (/^\d+$/.test(words[at + 1] ?? '')) request.position = Number(value());
    } else if (word === '-t' || word === '--table') request.table = value();
    else if (word === '-w' || word === '--wait') {
      if (/^\d+$/.test(words[at + 1] ?? '')) at++;
    } else if (/^-[vnx]$/.test(word)) request.flags.add(word.slice(1));
    else if (word === '--line-numbers') request.flags.add('line-numbers');
    else if (word === '-o' || word === '--out-interface') rule.outInterface = { name: value(), negated };
    else if (word === '-p' || word === '--protocol') rule.protocol = protocolOf(value(), name);
    else if (word === '-d' || word === '--destination')
      rule.destination = { ...addressOf(value(), name), negated };
    else if (word === '-m' || word === '--match') moduleOf(value(), name);
    else if (word === '--uid-owner') {
      rule.owner = { ...range(value(), '-', name), negated };
      rule.matches.push('owner');
    } else if (word === '--dport' || word === '--destination-port') {
      if (rule.protocol === undefined) throw new NotModelled(`${name} --dport without -p`);
      rule.destinationPort = { ...range(value(), ':', name), negated };
      rule.matches.push('port');
    } else if (word === '-j' || word === '--jump') rule.target = targetOf(value(), name);
    else if (word === '--to-ports' || word === '--to-port') rule.toPort = range(value(), '-', name).first;
    else throw new NotModelled(`${name} ${word}`);
    negated = false;
  }
  if (request.command === undefined) throw new FilterError('no command specified');
  checkRedirect(rule, name);

  return request;
}

function protocolOf(text: string, name: string): 'tcp' | 'udp' | undefined {
  if (text === 'all') return undefined;
  if (text === 'tcp' || text === 'udp') return text;
  throw new NotModelled(`${name} -p ${text}`);
}

function moduleOf(text: string, name: string): void {
  if (!['owner', 'tcp', 'udp'].includes(text)) throw new NotModelled(`${name} -m ${text}`);
}

/** `127.0.0.1`, `127.0.0.0/8`; of the loopback's, as there is no other place that this handset redirects from. */
function addressOf(text: string, name: string): { address: string; prefix: number } {
  const match = /^(127(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(text);
  if (match?.[1] === undefined) throw new NotModelled(`${name} -d ${text}`);

  return { address: match[1], prefix: Number(match[2] ?? 32) };
}

/** Only what goes to the handset's own loopback can be led elsewhere on it: the rest would have to change its interface. */
function checkRedirect({ target, toPort, protocol, destination, outInterface }: Rule, name: string): void {
  if (target !== 'REDIRECT') return;
  if (protocol !== 'tcp') throw new NotModelled(`${name} -j REDIRECT without -p tcp`);
  if (toPort === undefined) throw new NotModelled(`${name} -j REDIRECT without --to-ports`);
  const onLoopback = outInterface?.name === 'lo' && !outInterface.negated;
  if (!onLoopback && (destination === undefined || destination.negated))
    throw new NotModelled(`${name} -j REDIRECT of what does not go to the loopback`);
}

/** What drops or changes packets would have to stop the traffic as well: refused, not faked. */
function targetOf(text: string, name: string): string {
  const unknown = ['DROP', 'REJECT', 'DNAT', 'MARK', 'LOG', 'NFQUEUE', 'TPROXY'];
  if (unknown.includes(text) && !VERDICTS.includes(text)) throw new NotModelled(`${name} -j ${text}`);

  return text;
}

function range(text: string, separator: string, name: string): { first: number; last: number } {
  const [first = '', last = first] = text.split(separator);
  if (!/^\d+$/.test(first) || !/^\d+$/.test(last)) throw new NotModelled(`${name}: ${text}`);

  return { first: Number(first), last: Number(last) };
}
