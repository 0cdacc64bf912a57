import { InvalidArgumentError, Option } from 'commander';

/**
 * An option that may be repeated.
 * @param {string} flags
 * @param {string} description
 * @param {string} defaultText the default, as --help prints it
 */
export function repeatableOption(flags, description, defaultText) {
  return new Option(flags, description).argParser(collect).default([], defaultText);
}

/**
 * @param {string} value
 * @param {string[]} before
 */
function collect(value, before) {
  return [...before, value];
}

/**
 * A number above 0.
 * @param {string} value
 */
export function parsePositive(value) {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError('It must be a number above 0.');

  return number;
}

/**
 * A whole number from 1 to 999999.
 * @param {string} value
 */
export function parseWholeNumber(value) {
  if (!/^[1-9]\d{0,5}$/.test(value))
    throw new InvalidArgumentError('It must be a whole number from 1 to 999999.');

  return Number(value);
}

/**
 * A TCP port.
 * @param {string} value
 */
export function parsePort(value) {
  const number = parseWholeNumber(value);
  if (number > 65_535) throw new InvalidArgumentError('A port is at most 65535.');

  return number;
}
