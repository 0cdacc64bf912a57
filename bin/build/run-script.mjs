import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { tryWrite } from './write.mjs';

/** @typedef {Record<string, unknown>} Exports */

/** Exit codes of a command that completed: by then V8 has compiled the functions that it needs. */
const COMPLETED = [0, 1, 2];

/**
 * Runs a CommonJS bundle with V8's code cache from an earlier process.
 * @param {string} file the path of the code, for stack traces
 * @param {string} code
 * @returns {Exports}
 */
export function runWithCodeCache(file, code) {
  const cacheFile = `${file}.${v8.cachedDataVersionTag()}.cache`;
  const cachedData = readCache(cacheFile, code);
  const script = scriptOf(file, code, cachedData);
  if (cachedData === undefined || script.cachedDataRejected)
    process.once('exit', (exitCode) => {
      if (COMPLETED.includes(exitCode)) writeCache(cacheFile, code, script.createCachedData());
    });

  return run(script, file);
}

/**
 * Runs a CommonJS bundle.
 * @param {string} file
 * @param {string} code
 * @returns {Exports}
 */
export function runScript(file, code) {
  return run(scriptOf(file, code), file);
}

/**
 * @param {string} file
 * @param {string} code
 * @param {Buffer} [cachedData]
 */
function scriptOf(file, code, cachedData) {
  return new vm.Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
    filename: file,
    cachedData,
  });
}

/**
 * @param {vm.Script} script
 * @param {string} file
 */
function run(script, file) {
  /** @type {{ exports: Exports }} */
  const module = { exports: {} };
  const start = /** @type {(...given: unknown[]) => void} */ (script.runInThisContext());
  start(module.exports, createRequire(file), module, file, dirname(file));

  return module.exports;
}

/**
 * A cache starts with the SHA-256 of the code and the cached data, as V8 itself compares only the length of the code.
 * @param {string} cacheFile
 * @param {string} code
 * @returns {Buffer | undefined} undefined if there is none, or it belongs to other code
 */
function readCache(cacheFile, code) {
  let cache;
  try {
    cache = readFileSync(cacheFile);
  } catch {
    return undefined; // The first process that runs this code.
  }
  const data = cache.subarray(32);

  return cache.subarray(0, 32).equals(cacheDigest(code, data)) ? data : undefined;
}

/**
 * @param {string} cacheFile
 * @param {string} code
 * @param {Buffer} data
 */
function writeCache(cacheFile, code, data) {
  tryWrite(cacheFile, Buffer.concat([cacheDigest(code, data), data]));
}

/**
 * @param {string} code
 * @param {Buffer} data
 */
function cacheDigest(code, data) {
  return createHash('sha256').update(code).update(data).digest();
}
