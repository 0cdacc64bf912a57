/** Process ids of the system. */
export const INIT = 1;
/** Apps with 64-bit code start from one zygote, others from the second (`ro.zygote` is zygote64_32). */
export const ZYGOTE64 = 600;
export const ZYGOTE = 601;
/** The parent of a command that adb's shell runs. */
export const ADBD = 520;
export const NETWORK_STACK = 1400;
