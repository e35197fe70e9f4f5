/** Who wants this process to end says so by one of these. */
const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * From now on such a signal does not end this process.
 *
 * @returns {AbortSignal} Aborted when the first one comes; its reason is the signal's name.
 */
export function interruption() {
  const controller = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => controller.abort(signal));
  return controller.signal;
}
