/** Programs that only Android has, or that have other columns on Android. `chcon`: Debian's toybox lacks it, and SELinux too. */
export const androidPrograms: readonly string[] =
  'abx2xml am appops chcon cmd dumpsys getprop logcat pm ps service setprop settings svc'.split(' ');
