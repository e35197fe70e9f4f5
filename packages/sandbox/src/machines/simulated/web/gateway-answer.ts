import type { IncomingMessage } from "node:http";
import type { HostState } from "../host-state.ts";
import { serviceStatuses } from "../workload.ts";
import type { Site } from "./sites.ts";

/** An answer of a simulated workload. */
export interface WebAnswer {
  status: number;
  body: object;
}

const HEALTH = "/auth/v1/health";

/**
 * What a Supabase gateway answers, as far as it is simulated: whether the auth service is well, to who has one of the API keys. Kong refuses
 * others with 401 (https://docs.konghq.com/hub/kong-inc/key-auth/); the health is GoTrue's (https://github.com/supabase/auth, `GET /health`).
 */
export function gatewayAnswer({ workload, env }: Site, request: IncomingMessage, host: HostState): WebAnswer {
  const isUp = (service: string): boolean =>
    serviceStatuses(workload, host.healthDelay, Date.now()).some(
      ({ name, state, health }) => name === service && state === "running" && health !== "starting",
    );
  if (!isUp("kong")) return { status: 502, body: { message: "the gateway does not answer" } };
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
