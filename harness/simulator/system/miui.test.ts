import assert from 'node:assert/strict';
import { createBareShell } from '../testing/bare-shell.ts';

describe('a handset with MIUI', () => {
  it('refuses settings and mobile data of the shell user, and not of root', async () => {
    const shell = createBareShell({ miui: 'open' });
    try {
      for (const verb of ['put', 'delete']) {
        const refused = await shell.run(`settings ${verb} global http_proxy${verb === 'put' ? ' :0' : ''}`);
        assert.equal(refused.code, 255);
        assert.equal(
          refused.stderr,
          `\nException occurred while executing '${verb}':\njava.lang.SecurityException: Permission denial: writing to settings requires:android.permission.WRITE_SECURE_SETTINGS\n`,
        );
      }
      assert.equal((await shell.run('svc data disable')).code, 255);
      assert.equal((await shell.run('settings put system font_scale 1.1')).code, 0);
      assert.equal((await shell.run('settings get global adb_enabled')).stdout, '1\n');
      assert.equal(
        (await shell.run('su 0 settings put global http_proxy :0; su 0 svc data disable')).code,
        0,
      );
      assert.equal(shell.device.settings.get('global', 'http_proxy'), ':0');
      assert.equal((await shell.run('getprop ro.miui.ui.version.name')).stdout, 'V140\n');
    } finally {
      shell.stop();
    }
  });

  it('is not what a handset without the trait is', async () => {
    const shell = createBareShell();
    try {
      assert.equal((await shell.run('settings put global http_proxy :0; svc data disable')).code, 0);
      assert.equal((await shell.run('getprop ro.miui.ui.version.name')).stdout, '\n');
    } finally {
      shell.stop();
    }
  });
});
