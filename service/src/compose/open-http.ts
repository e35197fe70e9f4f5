import type { Express } from "express";
import { createFailedLogins } from "../app/access/failed-logins.ts";
import type { Config } from "../config/config.ts";
import { createHttpApp } from "../http/app.ts";
import { createWorkerApp } from "../http/worker-app.ts";
import { startAuditLoop } from "../jobs/loops/audit-loop.ts";
import { VERSION } from "../version.ts";
import type { Foundation } from "./foundation.ts";
import { listen } from "./listen.ts";
import type { ServiceParts } from "./service-parts.ts";

/** The whole API. Gives its base address. */
export async function openApi(
  config: Config,
  { firstHandlers = [] }: ServiceParts,
  foundation: Foundation,
): Promise<string> {
  const { app, log, closers } = foundation;
  const { traffic } = foundation.gateway;
  const failedLogins = createFailedLogins();
  const audit = startAuditLoop({ app, log, failedLogins });
  closers.add(() => audit.stop());
  return serve(config, foundation, (closing) =>
    createHttpApp({
      ...{ app, traffic, failedLogins, limits: config.limits, log, version: VERSION, closing },
      first: firstHandlers,
    }),
  );
}

/** What a worker reports of itself: health and metrics. Gives its base address. */
export async function openWorkerEndpoint(config: Config, foundation: Foundation): Promise<string> {
  const { app, log } = foundation;
  const { traffic } = foundation.gateway;
  return serve(config, foundation, (closing) => createWorkerApp({ app, traffic, log, closing }));
}

async function serve(
  { host, port }: Config,
  { closers }: Foundation,
  create: (closing: AbortSignal) => Express,
): Promise<string> {
  const closing = new AbortController();
  const listening = await listen(create(closing.signal), host, port);
  closers.add(async () => {
    closing.abort();
    await listening.close();
  });
  return listening.url;
}
