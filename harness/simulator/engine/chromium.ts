import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { missingText } from '../../../bin/checks.mjs';
import { findChromium } from '../../../bin/environment.mjs';
import { Fault } from '../../model/fault.ts';
import { type Cdp, connectCdp } from './cdp.ts';

export interface ChromiumOptions {
  /** The folder for its profile while it runs. */
  workDir: string;
  /** The proxy of what belongs to no browser context, in the syntax of `--proxy-server`. */
  ownProxy: string;
  userAgent: string;
  /** Base64 SHA-256 of the public keys of the roots it trusts. */
  trustedSpkis: string[];
}

export interface Chromium {
  readonly pid: number;
  readonly cdp: Cdp;
  /** Resolves to the exit code or signal when the process has ended. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

/** Without this, Chromium connects to loopback addresses around the proxy. */
export const NO_BYPASS = '<-loopback>';

/** The proxies resolve names; a request around them finds no address. */
const NO_RESOLVER = '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1';

/**
 * These spare Chromium work; nothing relies on them, as each version knows others. What keeps its own requests from leaving are
 * the two proxies and the resolver's rule. The exception is what would send a page's data around the proxy or change its requests:
 * QUIC, WebRTC, client hints, upgrades to HTTPS, pings.
 */
const FLAGS = [
  '--disable-quic',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--no-pings',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-breakpad',
  '--disable-crash-reporter',
  '--disable-client-side-phishing-detection',
  '--disable-domain-reliability',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-features=UserAgentClientHint,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,BackForwardCache,' +
    'NetworkTimeServiceQuerying,OptimizationHints,MediaRouter,DialMediaRouteProvider,Translate,' +
    'AutofillServerCommunication,OptimizationGuideModelDownloading,CertificateTransparencyComponentUpdater,' +
    'InterestFeedContentSuggestions,PreloadTopChromeWebUI',
];
/** Without these it looks for a captive portal after each untrusted certificate, and preconnects as it likes. */
const PREFERENCES = {
  alternate_error_pages: { enabled: false },
  net: { network_prediction_options: 2 },
  search: { suggest_enabled: false },
  safebrowsing: { enabled: false },
};
/** Fewer processes: several handsets share a small machine. */
const SMALL_FLAGS = [
  '--disable-gpu',
  '--in-process-gpu',
  '--disable-site-isolation-trials',
  '--disable-dev-shm-usage',
  '--mute-audio',
  '--hide-scrollbars',
  '--password-store=basic',
  '--use-mock-keychain',
];

/** Starts headless Chromium. It ends with this process, as its pipe breaks. Throws a {@link Fault} where none was found. */
export function startChromium(options: ChromiumOptions): Chromium {
  mkdirSync(options.workDir, { recursive: true });
  const profile = mkdtempSync(join(options.workDir, 'chromium-'));
  mkdirSync(join(profile, 'Default'));
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(PREFERENCES));
  const child = spawn(
    chromiumToStart(),
    [
      '--headless=new',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      `--proxy-server=${options.ownProxy}`,
      `--proxy-bypass-list=${NO_BYPASS}`,
      NO_RESOLVER,
      `--user-agent=${options.userAgent}`,
      `--ignore-certificate-errors-spki-list=${options.trustedSpkis.join(',')}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox', '--no-zygote'] : []),
      ...FLAGS,
      ...SMALL_FLAGS,
      '--no-startup-window',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const cdp = connectCdp({ input: child.stdio[3] as Writable, output: child.stdio[4] as Readable });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).then(async (how) => {
    cdp.close();
    // Its other processes may still be writing.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });

    return how;
  });

  return {
    pid: child.pid ?? 0,
    cdp,
    ended,
    async close() {
      // Nothing of its profile is kept, so that it need not end in order.
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function chromiumToStart(): string {
  const found = findChromium();
  if (found === null)
    throw new Fault(
      `the handset's web engine needs Chromium, which was not found: ${missingText('Chromium')}`,
      {
        fix: 'run: npx leakgate doctor',
      },
    );

  return found;
}
