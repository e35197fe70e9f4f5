import { parse } from "yaml";
import { z } from "zod";
import type { Bundle } from "../bundle.ts";

/** A port that a service has on the machine. */
export interface PublishedPort {
  /** The machine's. */
  port: number;
  /** The container's. */
  target: number;
  /** Only for programs on the machine. */
  local: boolean;
}

/** What of a service decides what the machine serves. */
export interface WebService {
  name: string;
  image: string;
  ports: PublishedPort[];
  environment: ReadonlyMap<string, string>;
  /** Files of the bundle by where they are mounted. */
  mounts: ReadonlyMap<string, string>;
}

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const LongPort = z.looseObject({ target: Text, published: Text, host_ip: z.string().default("") });
const LongMount = z.looseObject({ type: z.string(), source: z.string().default(""), target: z.string().default("") });
const File = z.looseObject({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string().default(""),
      ports: z.array(z.union([Text, LongPort])).default([]),
      environment: z.union([z.record(z.string(), Text.nullable()), z.array(z.string())]).default({}),
      volumes: z.array(z.union([z.string(), LongMount])).default([]),
    }),
  ),
});

const known = new WeakMap<Bundle, WebService[]>();

/** The services of a bundle's compose file with the values of its `.env` in it, as Compose reads them. */
export function webServices(bundle: Bundle, env: ReadonlyMap<string, string>): WebService[] {
  const services = known.get(bundle) ?? read(bundle, env);
  known.set(bundle, services);
  return services;
}

function read(bundle: Bundle, env: ReadonlyMap<string, string>): WebService[] {
  const fill = (text: string): string =>
    text.replace(/\$(?:(\$)|\{(\w+)\}|(\w+))/g, (_all, dollar, braced, bare) =>
      dollar === undefined ? (env.get(braced ?? bare) ?? "") : "$",
    );
  // Docker would not start what is of another form: nothing of it serves anything.
  const { services = {} } = File.safeParse(parse(bundle.files.get("compose.yaml") ?? "")).data ?? {};
  return Object.entries(services).map(([name, { image, ports, environment, volumes }]) => ({
    name,
    image: fill(image),
    ports: ports.flatMap((port) => portOf(port, fill)),
    environment: new Map(
      (Array.isArray(environment) ? environment.map((pair) => pair.split(/=(.*)/s)) : Object.entries(environment)).map(
        ([key = "", value]) => [key, fill(value ?? "")],
      ),
    ),
    mounts: new Map(volumes.map((mount) => mountOf(mount, fill))),
  }));
}

/** `HOST:CONTAINER`, `ADDRESS:HOST:CONTAINER`, or the long form. */
function portOf(port: string | z.infer<typeof LongPort>, fill: (text: string) => string): PublishedPort[] {
  const long = typeof port !== "string";
  const [target, published, address] = long
    ? [port.target, port.published, port.host_ip].map(fill)
    : (fill(port).split("/")[0]?.split(":").reverse() ?? []);
  const found = { port: Number(published), target: Number(target), local: address === "127.0.0.1" };
  return found.port > 0 ? [found] : [];
}

function mountOf(mount: string | z.infer<typeof LongMount>, fill: (text: string) => string): [string, string] {
  const [source = "", target = ""] =
    typeof mount === "string" ? fill(mount).split(":") : [fill(mount.source), fill(mount.target)];
  return [target, source.replace(/^\.\//, "")];
}
