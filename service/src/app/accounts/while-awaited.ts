import type { AppContext } from "../context.ts";

/** The same context for a request whose client may go: what the clouds are asked in its name ends then. */
export function whileAwaited(app: AppContext, gone: AbortSignal): AppContext {
  return {
    ...app,
    askAccount: (account, ask, signal) => app.askAccount(account, ask, signal ?? gone),
    probe: app.probe.during?.(gone) ?? app.probe,
  };
}
