/** One Ctrl-C can arrive twice: from the terminal, and passed on by the process that started this one. */
const SAME_SIGNAL_MS = 1000;

/** Waits for Ctrl-C or a request to end. Somebody who asks again later does not want to wait for the clean-up: the process ends at once. */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const end = () => {
      if (askedAt !== undefined && performance.now() - askedAt > SAME_SIGNAL_MS) process.exit(1);
      askedAt ??= performance.now();
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  });
}
