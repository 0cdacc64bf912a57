import { XMLBuilder } from 'fast-xml-parser';
import type { BrowserDeclaration } from '../../model/browser.ts';

const ATTRIBUTE = '@';

/**
 * The AndroidManifest.xml of a simulated browser, as text: one activity that a launcher starts and that opens links.
 *
 * @param label the app's name in a launcher
 */
export function manifestXml(browser: BrowserDeclaration, label: string): string {
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: ATTRIBUTE,
    format: true,
    suppressBooleanAttributes: false,
    suppressEmptyNode: true,
  });

  return builder.build({ manifest: manifestOf(browser, label) });
}

function manifestOf(browser: BrowserDeclaration, label: string): unknown {
  return {
    '@xmlns:android': 'http://schemas.android.com/apk/res/android',
    '@package': browser.package,
    ...android({ versionCode: browser.versionCode, versionName: browser.versionName }),
    'uses-sdk': android({ minSdkVersion: browser.minSdk, targetSdkVersion: browser.targetSdk }),
    'uses-permission': [
      android({ name: 'android.permission.INTERNET' }),
      android({ name: 'android.permission.ACCESS_NETWORK_STATE' }),
    ],
    application: {
      ...android({ label, hasCode: false, ...(browser.debuggable ? { debuggable: true } : {}) }),
      activity: {
        ...android({ name: browser.activity, exported: true, launchMode: 'singleTask' }),
        'intent-filter': [launcherFilter(), linkFilter()],
      },
    },
  };
}

function launcherFilter(): unknown {
  return {
    action: android({ name: 'android.intent.action.MAIN' }),
    category: android({ name: 'android.intent.category.LAUNCHER' }),
  };
}

function linkFilter(): unknown {
  return {
    action: android({ name: 'android.intent.action.VIEW' }),
    category: [
      android({ name: 'android.intent.category.DEFAULT' }),
      android({ name: 'android.intent.category.BROWSABLE' }),
    ],
    data: [android({ scheme: 'http' }), android({ scheme: 'https' })],
  };
}

function android(attributes: Record<string, string | number | boolean>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`${ATTRIBUTE}android:${name}`, String(value)]),
  );
}
