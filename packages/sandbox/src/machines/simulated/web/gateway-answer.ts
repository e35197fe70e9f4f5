import type { IncomingMessage } from "node:http";
import type { HostState } from "../host-state.ts";
import { serviceStatuses } from "../workload.ts";
import { probeAnswer, readProbe } from "./probe-answer.ts";
import type { Site } from "./sites.ts";
import type { WebAnswer } from "./web-answer.ts";

const HEALTH = "/auth/v1/health";
const KONG = /(^|\/)kong(:|@|$)/;

/** What a workload answers at a site, as far as it is simulated: nothing but its proxy while the service behind is not up. */
export function siteAnswer(site: Site, request: IncomingMessage, host: HostState): WebAnswer {
  const { workload, upstream } = site;
  const isUp = (service: string): boolean =>
    serviceStatuses(workload, host.healthDelay, Date.now()).some(
      ({ name, state, health }) => name === service && state === "running" && health !== "starting",
    );
  if (!isUp(upstream)) return { status: 502, body: { message: "the gateway does not answer" } };
  const image = workload.bundle.services.find(({ name }) => name === upstream)?.image ?? "";
  if (KONG.test(image)) return gatewayAnswer(site, request, isUp);
  return probeAnswer(readProbe(workload.bundle.files.get("probe")), request);
}

/**
 * What a Supabase gateway answers: whether the auth service is well, to who has one of the API keys. Kong refuses others with 401
 * (https://docs.konghq.com/hub/kong-inc/key-auth/); the health is GoTrue's (https://github.com/supabase/auth, `GET /health`).
 */
function gatewayAnswer({ env }: Site, request: IncomingMessage, isUp: (service: string) => boolean): WebAnswer {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://machine");
  if (pathname !== HEALTH)
    return { status: 501, body: { message: `a simulated machine answers ${HEALTH} only, got ${pathname}` } };
  const key = request.headers.apikey ?? searchParams.get("apikey");
  if (key === null) return { status: 401, body: { message: "No API key found in request" } };
  const keys = [env.get("ANON_KEY"), env.get("SERVICE_ROLE_KEY")];
  if (!keys.includes(String(key))) return { status: 401, body: { message: "Unauthorized" } };
  if (!isUp("auth")) return { status: 503, body: { message: "name resolution failed" } };
  return { status: 200, body: { version: "simulated", name: "GoTrue", description: "a simulated machine" } };
}
