import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { findChromium } from '../../../bin/environment.mjs';
import { Fault } from '../../model/fault.ts';
import { type Cdp, connectCdp } from './cdp.ts';

export interface ChromiumOptions {
  /** Where its profile lies while it runs. */
  workDir: string;
  /** As `--proxy-server` takes it. */
  proxyServer: string;
  userAgent: string;
  /** Base64 SHA-256 of the public keys of the roots it trusts. */
  trustedSpkis: string[];
}

export interface Chromium {
  readonly pid: number;
  readonly cdp: Cdp;
  /** Resolves when the process has ended, to how. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

/**
 * The host that Chromium's own requests are sent to instead of Google's, so that nobody takes them for a page's:
 * updates of its components, the list of signed-in accounts. `.invalid` is nobody's (RFC 6761).
 */
export const standInHost = 'stand-in-engine.invalid';

/** Found by watching Chromium 156 at a proxy for 20 s. */
const QUIET_FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  `--component-updater=url-source=https://${standInHost}/update`,
  `--gaia-url=https://${standInHost}`,
  '--disable-sync',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-breakpad',
  '--disable-crash-reporter',
  '--disable-client-side-phishing-detection',
  '--disable-domain-reliability',
  '--metrics-recording-only',
  '--disable-quic',
  '--no-pings',
  '--no-first-run',
  '--no-default-browser-check',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-features=NetworkTimeServiceQuerying,OptimizationHints,MediaRouter,DialMediaRouteProvider,Translate,' +
    'AutofillServerCommunication,OptimizationGuideModelDownloading,CertificateTransparencyComponentUpdater,' +
    'InterestFeedContentSuggestions,UserAgentClientHint,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,BackForwardCache,PreloadTopChromeWebUI',
];
/** Else it looks for a captive portal after each certificate it does not trust, and preconnects as it sees fit. */
const QUIET_PREFERENCES = {
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

/** Starts headless Chromium. It ends when this process does: its pipe breaks. Throws a {@link Fault} where there is none. */
export function startChromium(options: ChromiumOptions): Chromium {
  mkdirSync(options.workDir, { recursive: true });
  const profile = mkdtempSync(join(options.workDir, 'chromium-'));
  mkdirSync(join(profile, 'Default'));
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(QUIET_PREFERENCES));
  const child = spawn(
    chromiumToStart(),
    [
      '--headless=new',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      `--proxy-server=${options.proxyServer}`,
      '--proxy-bypass-list=<-loopback>',
      `--user-agent=${options.userAgent}`,
      `--ignore-certificate-errors-spki-list=${options.trustedSpkis.join(',')}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox', '--no-zygote'] : []),
      ...QUIET_FLAGS,
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
    // Its helpers may still be writing.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });

    return how;
  });

  return {
    pid: child.pid ?? 0,
    cdp,
    ended,
    async close() {
      // Nothing of it is to be kept, so nothing is waited for.
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The Chromium of this machine; past Debian's wrapper script, which only adds flags. */
function chromiumToStart(): string {
  const found = findChromium();
  if (found === null)
    throw new Fault("no Chromium or Chrome is here that could be the handset's web engine", {
      fix: 'npx leakgate doctor tells how to get one',
    });
  const wrapped = '/usr/lib/chromium/chromium';

  return found === '/usr/bin/chromium' && existsSync(wrapped) ? wrapped : found;
}
