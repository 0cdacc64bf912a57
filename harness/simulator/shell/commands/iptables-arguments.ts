import { isIP } from 'node:net';
import { FilterError } from '../../system/packet-filter/filter-error.ts';
import { VERDICTS } from '../../system/packet-filter/packet-filter.ts';
import type { Rule } from '../../system/packet-filter/rule.ts';
import { NotModelled } from '../command.ts';

/** A parsed command line of iptables. */
export interface Request {
  table: string;
  command: string | undefined;
  chain: string | undefined;
  position: number | undefined;
  rule: Rule;
  flags: Set<string>;
}

/** Long names of commands. */
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

/**
 * Parses the arguments of `iptables` or `ip6tables`; `name` is the program.
 * @throws {NotModelled} for an argument that this handset's packet filter does not have
 * @throws {FilterError} with iptables' message if the command is missing
 */
export function readArguments(name: string, args: readonly string[]): Request {
  const words = args.flatMap((arg) =>
    /^-[vnx]{2,}$/.test(arg) ? Array.from(arg.slice(1), (letter) => `-${letter}`) : [arg],
  );
  const request = emptyRequest();
  let at = 0;
  let negated = false;
  while (at < words.length) {
    const word = words[at++] ?? '';
    const reading: Reading = {
      name,
      request,
      negated,
      next: () => words[at],
      value: () => words[at++] ?? '',
    };
    const command = COMMANDS[word] ?? (SHORT.has(word) ? word : undefined);
    if (command !== undefined) readCommand(command, reading);
    else if (word !== '!') optionOf(word, name)(reading);
    negated = word === '!';
  }
  if (request.command === undefined) throw new FilterError('no command specified', 2);
  checkTarget(request, name);

  return request;
}

function emptyRequest(): Request {
  const rule: Rule = {
    destination: undefined,
    outInterface: undefined,
    protocol: undefined,
    owner: undefined,
    destinationPort: undefined,
    matches: [],
    target: undefined,
    toPort: undefined,
    rejectWith: undefined,
    packets: 0,
    bytes: 0,
  };

  return {
    table: 'filter',
    command: undefined,
    chain: undefined,
    position: undefined,
    rule,
    flags: new Set(),
  };
}

/** An argument and the one that follows it. */
interface Reading {
  name: string;
  request: Request;
  /** Whether `!` precedes it. */
  negated: boolean;
  /** The next argument, which is not consumed. */
  next(): string | undefined;
  /** The next argument, which is its value and is consumed. */
  value(): string;
}

/** A command may be followed by a chain, and a chain by a number. */
function readCommand(command: string, { name, request, next, value }: Reading): void {
  if (request.command !== undefined) throw new NotModelled(`${name} ${request.command} with ${command}`);
  request.command = command;
  if (next()?.startsWith('-') === false && next() !== '!') request.chain = value();
  if (/^\d+$/.test(next() ?? '')) request.position = Number(value());
}

type Option = (reading: Reading) => void;

const flag =
  (flags: string): Option =>
  ({ request }) =>
    void request.flags.add(flags);
const table: Option = ({ request, value }) => void (request.table = value());
const waitForLock: Option = ({ next, value }) => void (/^\d+$/.test(next() ?? '') && value());
const outInterface: Option = ({ request, negated, value }) =>
  void (request.rule.outInterface = { name: value(), negated });
const protocol: Option = ({ name, request, value }) =>
  void (request.rule.protocol = protocolOf(value(), name));
const destination: Option = ({ name, request, negated, value }) =>
  void (request.rule.destination = { ...addressOf(value(), name), negated });
const match: Option = ({ name, value }) => moduleOf(value(), name);
const target: Option = ({ name, request, value }) => void (request.rule.target = targetOf(value(), name));
const rejectWith: Option = ({ request, value }) => void (request.rule.rejectWith = value());
const toPort: Option = ({ name, request, value }) =>
  void (request.rule.toPort = range(value(), '-', name).first);

function owner({ name, request: { rule }, negated, value }: Reading): void {
  rule.owner = { ...range(value(), '-', name), negated };
  rule.matches.push('owner');
}

function destinationPort({ name, request: { rule }, negated, value }: Reading): void {
  if (rule.protocol === undefined) throw new NotModelled(`${name} --dport without -p`);
  rule.destinationPort = { ...range(value(), ':', name), negated };
  rule.matches.push('port');
}

/** The counts with which a rule begins. */
function counters({ name, request: { rule }, value }: Reading): void {
  [rule.packets, rule.bytes] = [range(value(), '-', name).first, range(value(), '-', name).first];
}

const OPTIONS: ReadonlyMap<string, Option> = new Map([
  ['-t', table],
  ['--table', table],
  ['-w', waitForLock],
  ['--wait', waitForLock],
  ['-v', flag('v')],
  ['-n', flag('n')],
  ['-x', flag('x')],
  ['--line-numbers', flag('line-numbers')],
  ['-o', outInterface],
  ['--out-interface', outInterface],
  ['-p', protocol],
  ['--protocol', protocol],
  ['-d', destination],
  ['--destination', destination],
  ['-m', match],
  ['--match', match],
  ['--uid-owner', owner],
  ['--dport', destinationPort],
  ['--destination-port', destinationPort],
  ['-c', counters],
  ['--set-counters', counters],
  ['-j', target],
  ['--jump', target],
  ['--to-ports', toPort],
  ['--to-port', toPort],
  ['--reject-with', rejectWith],
]);

function optionOf(word: string, name: string): Option {
  const option = OPTIONS.get(word);
  if (!option) throw new NotModelled(`${name} ${word}`);

  return option;
}

function protocolOf(text: string, name: string): 'tcp' | 'udp' | undefined {
  if (text === 'all') return undefined;
  if (text === 'tcp' || text === 'udp') return text;
  throw new NotModelled(`${name} -p ${text}`);
}

function moduleOf(text: string, name: string): void {
  if (!['owner', 'tcp', 'udp'].includes(text)) throw new NotModelled(`${name} -m ${text}`);
}

/** An address with or without the length of its prefix. */
function addressOf(text: string, name: string): { address: string; prefix: number } {
  const [address = '', prefix] = text.split('/');
  const family = name === 'iptables' ? 4 : 6;
  if (isIP(address) !== family || !/^\d*$/.test(prefix ?? '')) throw new NotModelled(`${name} -d ${text}`);

  return { address, prefix: Number(prefix ?? (family === 4 ? 32 : 128)) };
}

/** Checks the options of a target, and gives REJECT the answer that iptables gives it without an option. */
function checkTarget({ rule, table, chain, command }: Request, name: string): void {
  const { target, toPort, protocol } = rule;
  if (target === 'REDIRECT' && protocol !== 'tcp')
    throw new NotModelled(`${name} -j REDIRECT without -p tcp`);
  if (target === 'REDIRECT' && toPort === undefined)
    throw new NotModelled(`${name} -j REDIRECT without --to-ports`);
  if (target !== 'REJECT' && target !== 'DROP') return;
  // Only packets that leave are refused; -C may ask for any rule.
  if (
    command !== '-C' &&
    (['INPUT', 'FORWARD'].includes(chain ?? '') || (target === 'DROP' && table !== 'filter'))
  )
    throw new NotModelled(`${name} -t ${table} ${command} ${chain} -j ${target}`);
  if (target === 'DROP') return;
  const usual = name === 'iptables' ? 'icmp-port-unreachable' : 'icmp6-port-unreachable';
  rule.rejectWith ??= usual;
  if (rule.rejectWith !== usual && (rule.rejectWith !== 'tcp-reset' || protocol !== 'tcp'))
    throw new NotModelled(`${name} -j REJECT --reject-with ${rule.rejectWith}`);
}

function targetOf(text: string, name: string): string {
  const unknown = ['DNAT', 'MARK', 'LOG', 'NFQUEUE', 'TPROXY'];
  if (unknown.includes(text) && !VERDICTS.includes(text)) throw new NotModelled(`${name} -j ${text}`);

  return text;
}

function range(text: string, separator: string, name: string): { first: number; last: number } {
  const [first = '', last = first] = text.split(separator);
  if (!/^\d+$/.test(first) || !/^\d+$/.test(last)) throw new NotModelled(`${name}: ${text}`);

  return { first: Number(first), last: Number(last) };
}
