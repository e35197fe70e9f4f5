import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { templateText } from "../templates/template-text.ts";
import { type EdgeSpec, renderEdge } from "./render-edge.ts";

const INTERNAL: EdgeSpec = { tls: "internal", zones: ["example.com"], email: "" };
const DNS: EdgeSpec = { tls: "acme-dns", zones: ["example.com"], email: "ops@example.com", zoneToken: "zone-token" };

function filesOf(spec: EdgeSpec): Map<string, { content: string; mode: number }> {
  return new Map(renderEdge(spec).map(({ path, ...file }) => [path, file]));
}

function staticOf(spec: EdgeSpec) {
  return parse(filesOf(spec).get("volumes/config/traefik.yaml")?.content ?? "");
}

function serviceOf(spec: EdgeSpec) {
  return parse(filesOf(spec).get("compose.yaml")?.content ?? "").services.traefik;
}

test("plain HTTP is sent to HTTPS, routes come from a watched folder, and there is no dashboard and no Docker socket", () => {
  const config = staticOf(INTERNAL);

  expect(config.entryPoints.web).toEqual({
    address: ":80",
    http: { redirections: { entryPoint: { to: "websecure", scheme: "https", permanent: true } } },
  });
  expect(config.providers).toEqual({ file: { directory: "/dynamic", watch: true } });
  expect(Object.keys(config)).not.toContain("api");
  expect(serviceOf(INTERNAL).volumes.join()).not.toContain("docker.sock");
});

test("the container may do what an edge does, and does not route between the networks that it is in", () => {
  expect(serviceOf(INTERNAL)).toMatchObject({
    image: "traefik:v3.7.15",
    ports: ["80:80", "443:443"],
    read_only: true,
    cap_drop: ["ALL"],
    cap_add: ["NET_BIND_SERVICE"],
    security_opt: ["no-new-privileges:true"],
    sysctls: { "net.ipv4.ip_forward": "0" },
  });
});

test("the image is the one of the manifest and of the sandbox's binary", () => {
  expect(serviceOf(INTERNAL).image).toBe(parse(templateText("edge/manifest.yaml")).image);
});

test("the zone's token is in a file of its own that root alone may read, and nowhere else", () => {
  const files = filesOf(DNS);

  expect(files.get("volumes/config/cloudflare-token")).toEqual({ mode: 0o600, content: "zone-token" });
  const elsewhere = [...files].filter(
    ([path, { content }]) => !path.endsWith("token") && content.includes("zone-token"),
  );
  expect(elsewhere).toEqual([]);
  expect(serviceOf(DNS).environment).toEqual({ CF_DNS_API_TOKEN_FILE: "/etc/traefik/cloudflare-token" });
});

test("acme-dns has a resolver for the zones by DNS-01 and one for other names by HTTP-01, on storage that outlives releases", () => {
  const common = {
    email: "ops@example.com",
    caServer: "https://acme-v02.api.letsencrypt.org/directory",
    storage: "/acme/acme.json",
  };
  expect(staticOf(DNS).certificatesResolvers).toEqual({
    zone: {
      acme: { ...common, dnsChallenge: { provider: "cloudflare", resolvers: ["1.1.1.1:53", "1.0.0.1:53"] } },
    },
    own: { acme: { ...common, httpChallenge: { entryPoint: "web" } } },
  });
  expect(serviceOf(DNS).volumes).toContain("./volumes/acme:/acme");
  // Root of the machine makes the folders that Traefik, which is not remapped, writes to.
  expect(serviceOf(DNS)).toMatchObject({ userns_mode: "host" });
  expect([...filesOf(DNS).keys()].some((path) => path.startsWith("volumes/acme/"))).toBe(true);
  // Traefik makes the file, with mode 0600: a bundle that brought one would empty it at each apply.
  expect([...filesOf(DNS).keys()].filter((path) => path.includes("acme.json"))).toEqual([]);
});

test("acme-http asks another authority where one is named", () => {
  const caServer = "https://acme-staging-v02.api.letsencrypt.org/directory";

  const resolvers = staticOf({ tls: "acme-http", zones: [], email: "ops@example.com", caServer }).certificatesResolvers;

  expect(Object.keys(resolvers)).toEqual(["own"]);
  expect(resolvers.own.acme).toMatchObject({ caServer, httpChallenge: { entryPoint: "web" } });
});

test("a certificate that is given is the default, with its key closed to all but root", () => {
  const files = filesOf({ ...INTERNAL, certificate: { certificate: "CHAIN", privateKey: "KEY" } });

  expect(files.get("volumes/config/tls.crt")).toEqual({ mode: 0o644, content: "CHAIN" });
  expect(files.get("volumes/config/tls.key")).toEqual({ mode: 0o600, content: "KEY" });
  expect(parse(files.get("volumes/dynamic/default-certificate.yaml")?.content ?? "")).toEqual({
    tls: {
      stores: {
        default: { defaultCertificate: { certFile: "/etc/traefik/tls.crt", keyFile: "/etc/traefik/tls.key" } },
      },
    },
  });
});

test("what a release no longer needs is overwritten, and a change makes Compose recreate the container", () => {
  expect([...filesOf(INTERNAL).keys()].filter((path) => path.startsWith("volumes/"))).toEqual(
    [...filesOf(DNS).keys()].filter((path) => path.startsWith("volumes/")),
  );
  expect(filesOf(INTERNAL).get("volumes/config/cloudflare-token")?.content).toBe("");

  const labelOf = (spec: EdgeSpec) => serviceOf(spec).labels["freehold.files"];
  expect(labelOf(DNS)).toBe(labelOf({ ...DNS }));
  expect(labelOf({ ...DNS, zoneToken: "another" })).not.toBe(labelOf(DNS));
});
