import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const VERSIONS: string[] = parse(readFileSync(join(FOLDER, "template.yaml"), "utf8")).versions;

interface Service {
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
}

function servicesOf(version: string): Record<string, Service> {
  return parse(readFileSync(join(FOLDER, version, "compose.yaml"), "utf8")).services;
}

test.each(VERSIONS)(
  "%s: `compose up` waits for the database and the gateway to be healthy, and for nothing slower",
  (version) => {
    const waitedFor = Object.values(servicesOf(version)).flatMap(({ depends_on = {} }) =>
      Object.entries(depends_on)
        .filter(([, { condition }]) => condition === "service_healthy")
        .map(([service]) => service),
    );

    expect([...new Set(waitedFor)].filter((service) => service !== "db" && service !== "kong")).toEqual([]);
  },
);

test.each(VERSIONS)("%s: HTTP/3 is not announced, as no firewall opens UDP", (version) => {
  const published = Object.values(servicesOf(version)).flatMap(({ ports = [] }) => ports);

  expect(published.filter((port) => port.includes("udp"))).toEqual([]);
  // https://caddyserver.com/docs/caddyfile/options#protocols: a block without a key, and the first of the file.
  expect(readFileSync(join(FOLDER, version, "Caddyfile"), "utf8")).toMatch(
    /^\{\n(\t#.*\n)*\tservers \{\n\t\tprotocols h1 h2\n\t\}\n\}\n/,
  );
});
