import assert from 'node:assert/strict';
import { type NamespacePhone, startNamespace } from './namespace.ts';
import { skipWithoutNamespace } from './testing/skip.ts';

const OLD_STORE = '/system/etc/security/cacerts';
const NEW_STORE = '/apex/com.android.conscrypt/cacerts';
const FOLDER = '/data/local/tmp/ca';

/**
 * Who sees a mount on a certificate store. The zygote's namespace is a slave of init's, and an app's is a slave of the zygote's
 * (AOSP com_android_internal_os_Zygote.cpp); /apex is private (AOSP system/core/init/mount_namespace.cpp).
 */
describe('mounts of a phone in a namespace', function () {
  this.timeout(60_000);
  let phone: NamespacePhone;
  const pids: Record<'init' | 'zygote' | 'app', number> = { init: 1, zygote: 0, app: 0 };

  before(async function () {
    skipWithoutNamespace(this);
    phone = await startNamespace();
    pids.zygote = await startIn(1, '');
    pids.app = await startIn(pids.zygote, '/system/su/setpriv --reuid 10123 --regid 10123 --groups 3003');
    await root(`mkdir -p ${FOLDER} && echo ours > ${FOLDER}/ours.0`);
  });
  after(() => phone?.stop());

  it('shows a mount on the old store to running apps', async () => {
    assert.equal(await root(`mount --bind ${FOLDER} ${OLD_STORE}`), '');
    assert.deepEqual(await whoSees(OLD_STORE), ['init', 'zygote', 'app']);
    await root(`umount ${OLD_STORE}`);
    assert.deepEqual(await whoSees(OLD_STORE), []);
  });

  it('hides a mount in init on the store of the APEX from the zygote and from apps', async () => {
    await root(`mount --bind ${FOLDER} ${NEW_STORE}`);
    assert.deepEqual(await whoSees(NEW_STORE), ['init']);
    await root(`umount ${NEW_STORE}`);
  });

  it('shows a mount in the zygote on the store of the APEX to later apps only', async () => {
    await root(inside('zygote', `mount --bind ${FOLDER} ${NEW_STORE}`));
    assert.deepEqual(await whoSees(NEW_STORE), ['zygote']);
    const later = await startIn(pids.zygote, '');
    assert.match(await root(`nsenter --mount=/proc/${later}/ns/mnt -- ls ${NEW_STORE}`), /ours/);
    await root(inside('app', `mount --bind ${FOLDER} ${NEW_STORE}`));
    assert.deepEqual(await whoSees(NEW_STORE), ['zygote', 'app']);
    for (const name of ['zygote', 'app'] as const) await root(inside(name, `umount ${NEW_STORE}`));
    assert.deepEqual(await whoSees(NEW_STORE), []);
  });

  it('has one form of nsenter that toybox accepts', async () => {
    const accepted = async (options: string) => (await phone.run(0, `nsenter ${options} id -u`)).code === 0;
    assert.equal(await accepted(`--mount=/proc/${pids.zygote}/ns/mnt --`), true);
    assert.equal(await accepted(`-t ${pids.zygote} -m --`), false);
    assert.equal(await accepted(`-m/proc/${pids.zygote}/ns/mnt --`), false);
    const refused = await phone.run(0, `nsenter -t ${pids.zygote} -m -- id -u`);
    assert.match(refused.stderr, /\/proc\/0\/ns\/mnt/);
  });

  it('shows other namespaces to root only', async () => {
    assert.notEqual((await phone.run(2000, inside('zygote', 'id -u'))).code, 0);
  });

  async function whoSees(store: string): Promise<string[]> {
    const seen: string[] = [];
    for (const name of ['init', 'zygote', 'app'] as const)
      if ((await root(inside(name, `ls ${store}`))).includes('ours.0')) seen.push(name);

    return seen;
  }

  function inside(name: keyof typeof pids, command: string): string {
    return `nsenter --mount=/proc/${pids[name]}/ns/mnt -- ${command}`;
  }

  /** Starts a process whose mount namespace is a slave of another process's. Resolves to its process id on the phone. */
  async function startIn(pid: number, as: string): Promise<number> {
    const sleeper = `/system/su/unshare --mount --propagation slave ${as} sleep 600`;
    const enter = `/system/su/nsenter --mount=/proc/${pid}/ns/mnt -- ${sleeper}`;
    const id = Number(await root(`${enter} >/dev/null 2>&1 </dev/null & echo $!`));
    await root('sleep 0.3');

    return id;
  }

  async function root(line: string): Promise<string> {
    const { code, stdout, stderr } = await phone.run(0, line);
    assert.equal(code, 0, `${line}: ${stderr}`);

    return stdout.trim();
  }
});
