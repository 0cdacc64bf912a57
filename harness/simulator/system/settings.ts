import type { SettingsNamespace, SettingsStore } from '../device.ts';

type Listener = Parameters<SettingsStore['onChange']>[0];

/** The three tables of the settings provider of a handset that is set up and plugged in. */
export function createSettings({ multiSim = false }: { multiSim?: boolean | undefined } = {}): SettingsStore {
  const tables: Record<SettingsNamespace, Map<string, string>> = {
    global: new Map(Object.entries({ ...GLOBAL, ...(multiSim && TWO_SIMS) })),
    secure: new Map(Object.entries(SECURE)),
    system: new Map(Object.entries(SYSTEM)),
  };
  const listeners: Listener[] = [];
  const settings: SettingsStore = {
    get: (namespace, key) => tables[namespace].get(key),
    put(namespace, key, value) {
      tables[namespace].set(key, value);
      for (const listener of listeners) listener(namespace, key, value);
    },
    delete(namespace, key) {
      const existed = tables[namespace].delete(key);
      if (existed) for (const listener of listeners) listener(namespace, key, undefined);

      return existed;
    },
    list: (namespace) => [...tables[namespace]].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    onChange: (listener) => void listeners.push(listener),
  };
  settings.onChange((namespace, key, value) => {
    if (namespace === 'global' && key === 'http_proxy') trackProxy(value, settings);
  });

  return settings;
}

/**
 * Android copies `http_proxy` to four keys, which deleting `http_proxy` does not change.
 * Source: AOSP ProxyTracker.loadDeprecatedGlobalHttpProxy and setGlobalProxy.
 */
function trackProxy(value: string | undefined, settings: SettingsStore): void {
  if (value === undefined || value === '') return;
  const [host = '', port = '8080'] = value.split(':');
  if (!/^\d+$/.test(port)) return;
  settings.put('global', 'global_http_proxy_host', host);
  settings.put('global', 'global_http_proxy_port', host === '' ? '0' : port);
  settings.put('global', 'global_http_proxy_exclusion_list', '');
  settings.put('global', 'global_proxy_pac_url', '');
}

/** Two SIMs: data is off for the first, which is the one for data. `mobile_data` is a value from before the second SIM. */
const TWO_SIMS = { mobile_data: '1', mobile_data1: '0', mobile_data2: '1', multi_sim_data_call: '1' };

const GLOBAL = {
  adb_enabled: '1',
  airplane_mode_on: '0',
  animator_duration_scale: '1.0',
  auto_time: '1',
  bluetooth_on: '0',
  data_roaming: '0',
  development_settings_enabled: '1',
  device_name: 'Simulated handset',
  device_provisioned: '1',
  mobile_data: '0',
  package_verifier_enable: '0',
  stay_on_while_plugged_in: '7',
  transition_animation_scale: '1.0',
  wifi_on: '1',
  window_animation_scale: '1.0',
};

const SECURE = {
  android_id: '5e1ca6a7e51b0001',
  default_input_method: 'com.android.inputmethod.latin/.LatinIME',
  enabled_input_methods: 'com.android.inputmethod.latin/.LatinIME',
  location_mode: '0',
  show_ime_with_hard_keyboard: '0',
  user_setup_complete: '1',
};

const SYSTEM = {
  accelerometer_rotation: '0',
  font_scale: '1.0',
  screen_brightness: '102',
  screen_off_timeout: '1800000',
  time_12_24: '24',
  user_rotation: '0',
};
