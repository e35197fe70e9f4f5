import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { z } from "zod";
import type { HostState } from "../host-state.ts";
import { type EngineCall, EngineRefusal, refuseIt } from "./call.ts";
import { containersOf, listContainers, removeContainer } from "./containers.ts";
import { createNetwork, inspectNetwork, listNetworks, removeNetwork } from "./networks.ts";
import { createVolume, inspectVolume, listVolumes, removeVolume } from "./volumes.ts";

const API_VERSION = "1.41";

type Answer = { status: number; body: unknown };

/** Routes of the Engine API that are emulated; others are answered with 501. `*` stands for an id or a name. */
const ROUTES: Readonly<Record<string, (call: EngineCall) => Answer>> = {
  "GET /_ping": () => ({ status: 200, body: "OK" }),
  "HEAD /_ping": () => ({ status: 200, body: undefined }),
  "GET /version": () => ({
    status: 200,
    body: { Version: "simulated", ApiVersion: API_VERSION, MinAPIVersion: "1.12", Os: "linux", Arch: "amd64" },
  }),
  "GET /info": () => ({ status: 200, body: { ID: "simulated", OSType: "linux", ServerVersion: "simulated" } }),
  "POST /networks/create": createNetwork,
  "GET /networks": listNetworks,
  "GET /networks/*": inspectNetwork,
  "DELETE /networks/*": removeNetwork,
  "POST /volumes/create": createVolume,
  "GET /volumes": listVolumes,
  "GET /volumes/*": inspectVolume,
  "DELETE /volumes/*": removeVolume,
  "GET /containers/json": listContainers,
  "DELETE /containers/*": removeContainer,
};

/** The Engine API of a simulated machine. It listens nowhere: connections are handed to it. */
export function createEngineApi(host: HostState): Server {
  return createServer((request, response) => {
    void answer(request, host).then(
      (given) => send(response, given),
      (error: unknown) => send(response, refusal(error)),
    );
  });
}

async function answer(request: IncomingMessage, host: HostState): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://docker");
  const path = url.pathname.replace(/^\/v\d+\.\d+(?=\/)/, "");
  const [, kind = "", id = ""] = path.split("/").map(decodeURIComponent);
  const exact = ROUTES[`${request.method} ${path}`];
  const route = exact ?? ROUTES[`${request.method} /${kind}/*`];
  if (!route || (exact === undefined && path.split("/").length > 3)) {
    refuseIt(501, `the simulated engine does not answer ${request.method} ${path}`);
  }
  const filters = filtersOf(url.searchParams.get("filters"));
  return route({
    state: host.docker,
    containers: () => containersOf(host),
    id: exact ? "" : id,
    query: url.searchParams,
    body: await bodyOf(request),
    selects: (thing) => Object.entries(filters).every(([name, values]) => isSelected(thing, name, values)),
  });
}

const Filters = z.record(z.string(), z.union([z.array(z.string()), z.record(z.string(), z.boolean())]));

/** Values come as a list, or as the keys of an object, as older clients write them. */
function filtersOf(text: string | null): Record<string, string[]> {
  const filters = Filters.parse(JSON.parse(text ?? "{}"));
  return Object.fromEntries(
    Object.entries(filters).map(([name, values]) => [name, Array.isArray(values) ? values : Object.keys(values)]),
  );
}

function isSelected(
  { Name, Labels, volume }: Parameters<EngineCall["selects"]>[0],
  name: string,
  values: string[],
): boolean {
  switch (name) {
    case "label":
      return values.every((value) => {
        const [key = "", wanted] = value.split("=");
        return wanted === undefined ? key in Labels : Labels[key] === wanted;
      });
    case "name":
      return values.some((value) => Name.includes(value));
    case "volume":
      return values.some((value) => volume === value);
    default:
      return refuseIt(501, `the simulated engine does not filter by ${name}`);
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return refuseIt(400, "the body is not JSON");
  }
}

function refusal(error: unknown): Answer {
  if (error instanceof EngineRefusal) return { status: error.status, body: { message: error.message } };
  if (error instanceof z.ZodError) return { status: 400, body: { message: z.prettifyError(error) } };
  return { status: 500, body: { message: error instanceof Error ? error.message : String(error) } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const isText = typeof body === "string";
  response.writeHead(status, {
    "api-version": API_VERSION,
    ...(body === undefined ? {} : { "content-type": isText ? "text/plain; charset=utf-8" : "application/json" }),
  });
  response.end(body === undefined || isText ? body : `${JSON.stringify(body)}\n`);
}
