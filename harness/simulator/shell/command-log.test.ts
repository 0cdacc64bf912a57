import assert from 'node:assert/strict';
import { createCommandLog, shapeOf } from './command-log.ts';

describe('the log of command lines', () => {
  it('logs the first line of each shape, and no other services', () => {
    const lines: string[] = [];
    const log = createCommandLog((line) => lines.push(line));
    for (const service of [
      'shell,v2,TERM=xterm,raw:cat /proc/uptime',
      'shell,v2,raw:kill 4001',
      'exec:kill 4002',
      'shell,v2,raw:kill -9 4002',
      'sync:',
      'tcp:6790',
      'shell:',
    ])
      log(service);
    assert.deepEqual(lines, ['cat /proc/uptime', 'kill 4001', 'kill -9 4002']);
  });

  const shapes: [line: string, shape: string][] = [
    ['am start -n com.mi.globalbrowser.mini/com.miui.android.apps.chrome.Main', 'am start -n COMPONENT'],
    ['dumpsys package com.android.chrome', 'dumpsys package PACKAGE'],
    ['for p in 1 600 601; do echo $p; done', 'for p in N; do echo $p; done'],
    ['dumpsys package io.appium.settings', 'dumpsys package io.appium.settings'],
    [
      `printf %s '${'{"kind":"proxy"}'.repeat(5)}' > /data/local/tmp/a`,
      "printf %s 'TEXT' > /data/local/tmp/a",
    ],
    [
      "su 0 sh -c 'ip6tables -w -t nat -X leakgate 2>/dev/null'",
      "su N sh -c 'ip6tables -w -t nat -X leakgate 2>/dev/null'",
    ],
    ['rm /data/local/tmp/leakgate-f4d72eb5.0', 'rm /data/local/tmp/leakgate-N.N'],
    ['nc 127.0.0.1 8080', 'nc N N'],
    ['cat /sys/fs/cgroup/uid_10104/pid_4003/cgroup.freeze', 'cat /sys/fs/cgroup/uid_N/pid_N/cgroup.freeze'],
    [
      "su 0 sh -c 'iptables -N x && iptables -A x -d 1 && iptables -A x -d 2 && iptables -A x -d 3 && iptables -I x'",
      "su N sh -c 'iptables -N x && iptables -A x -d N && iptables -I x'",
    ],
    [
      `su 0 sh -c 'R=$(echo "*nat\n-N leakgate"; for U in 1 2; do echo "-A x $U"; done; echo "COMMIT") && echo "$R"'`,
      `su N sh -c 'R=$(echo "*nat RULES") && echo "$R"'`,
    ],
    ['curl https://a.example/x?y=1', 'curl URL'],
  ];
  for (const [line, shape] of shapes)
    it(`finds the shape of ${line.slice(0, 60)}`, () => {
      assert.equal(shapeOf(line), shape);
    });
});
