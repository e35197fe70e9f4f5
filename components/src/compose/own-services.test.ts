import { expect, test } from "@jest/globals";
import { type OwnChoice, OwnServicesError } from "./own-choice.ts";
import { ownServices } from "./own-services.ts";

const NOTHING: OwnChoice = {
  ...{ image: "", command: "", user: "", environment: "", volume: "", compose: "", service: "", port: "8080" },
};
const BOUNDS = {
  project: "fh-tabc123",
  taken: ["proxy"],
  dataDirectory: "./volumes",
  given: { PORT: "8080", PUBLIC_URL: "https://acme.example.com", APP_SECRET: "s3cret" },
};

function own(choice: Partial<OwnChoice>) {
  return ownServices({ ...NOTHING, ...choice }, BOUNDS);
}

/** What is wrong with a choice. */
function fault(choice: Partial<OwnChoice>): { part: string; detail: string } {
  try {
    own(choice);
  } catch (error) {
    if (error instanceof OwnServicesError) return { part: error.part, detail: error.message };
    throw error;
  }
  return { part: "", detail: "nothing" };
}

/** A compose file with one service, whose lines are given. */
function web(...lines: string[]): string {
  return ["services:", "  web:", "    image: nginx:1.29.0", ...lines.map((line) => `    ${line}`), ""].join("\n");
}

test("an image is one service, with its settings, a folder that outlives it, and its values in .env alone", () => {
  const { services, variables, upstream } = own({
    ...{ image: "registry.example.com:5000/team/shop:1.4", user: "node", volume: "/srv/data" },
    command: '["serve", "--price", "5$"]',
    environment: '# the shop\'s\nTOKEN=a b="c"$d\r\nEMPTY=\n\nPORT=9000\n',
  });

  expect(services.app).toMatchObject({
    image: "registry.example.com:5000/team/shop:1.4",
    ...{ restart: "unless-stopped", user: "node", command: ["serve", "--price", "5$$"] },
    volumes: [
      {
        type: "bind",
        source: "./volumes/data",
        target: "/srv/data",
        read_only: false,
        bind: { create_host_path: true },
      },
    ],
    security_opt: ["no-new-privileges:true"],
  });
  const environment = services.app?.environment ?? {};
  expect(Object.values(environment)).toEqual(Object.keys(variables).map((name) => `\${${name}}`));
  expect(
    Object.fromEntries(Object.entries(environment).map(([name, at]) => [name, variables[at.slice(2, -1)]])),
  ).toEqual({
    ...BOUNDS.given,
    ...{ PORT: "9000", TOKEN: 'a b="c"$d', EMPTY: "" },
  });
  expect(JSON.stringify(services)).not.toContain("s3cret");
  expect(upstream).toEqual({ service: "app", port: "8080" });
});

test("a compose file keeps its services, and no value of theirs", () => {
  const { services, volumes, variables, upstream } = own({
    service: "web",
    port: "3000",
    environment: "PASSWORD=hunter2",
    compose: `
version: "3.9"
services:
  web:
    image: ghcr.io/acme/shop:1.4
    restart: always
    depends_on: [db]
    command: ["serve", "--key", "\${APP_SECRET}", "--price", "5$$"]
    environment: ["DATABASE_URL=postgres://shop:\${PASSWORD}@db/shop", "PRICE=5$$"]
    volumes: ["\${DATA_DIR}/uploads:/uploads", "cache:/cache"]
  db:
    image: postgres:17.6
    environment: { POSTGRES_PASSWORD: "$PASSWORD", PGPORT: 5432 }
    volumes: ["db:/var/lib/postgresql/data"]
volumes: { db: {}, cache: }
`,
  });

  const value = (reference = ""): string | undefined => variables[reference.slice(2, -1)];
  expect(Object.keys(services)).toEqual(["web", "db"]);
  expect(value(services.web?.environment?.DATABASE_URL)).toBe("postgres://shop:hunter2@db/shop");
  expect(value(services.web?.environment?.PRICE)).toBe("5$");
  expect(value(services.web?.command?.[2])).toBe("s3cret");
  expect(services.web?.command?.[4]).toBe("5$$");
  expect(services.web?.volumes?.[0]).toMatchObject({ type: "bind", source: "./volumes/uploads" });
  expect(services.db?.environment?.PGPORT).toBe("5432");
  expect([services.web?.restart, services.db?.restart]).toEqual(["always", "unless-stopped"]);
  expect(volumes).toEqual({ db: {}, cache: {} });
  expect(JSON.stringify([services, volumes])).not.toMatch(/hunter2|s3cret/);
  expect(upstream).toEqual({ service: "web", port: "3000" });
});

const REFUSED: { title: string; choice: Partial<OwnChoice>; part: keyof OwnChoice; detail: string | RegExp }[] = [
  {
    title: "the machine's root",
    choice: { compose: web('volumes: ["/:/host"]') },
    part: "compose",
    detail: `services.web.volumes.0 must be a volume by its name, or a folder below \${DATA_DIR}, got "/:/host"`,
  },
  {
    title: "the machine's root in the long form",
    choice: { compose: web("volumes: [{ type: bind, source: /, target: /host }]") },
    part: "compose",
    detail:
      /^services\.web\.volumes\.0 must be a volume by its name, or a folder below \$\{DATA_DIR\}, got \{"type":"bind"/,
  },
  {
    title: "Docker's socket",
    choice: { compose: web('volumes: ["/var/run/docker.sock:/var/run/docker.sock"]') },
    part: "compose",
    detail: /^services\.web\.volumes\.0 must be a volume/,
  },
  {
    title: "a way out of the data",
    choice: { compose: web(`volumes: ["\${DATA_DIR}/../../etc:/etc"]`) },
    part: "compose",
    detail: /^services\.web\.volumes\.0\.source must not have empty parts, \. or \.\./,
  },
  {
    title: "a file that there is not",
    choice: { compose: web('volumes: ["./nginx.conf:/etc/nginx.conf:ro"]') },
    part: "compose",
    detail: /^services\.web\.volumes\.0 must be a volume/,
  },
  ...[
    "privileged: true",
    "cap_add: [SYS_ADMIN]",
    "network_mode: host",
    "pid: host",
    "ipc: host",
    "userns_mode: host",
  ].map((line) => ({
    title: line,
    choice: { compose: web(line) },
    part: "compose" as const,
    detail: new RegExp(`^services\\.web must not have ${line.split(":")[0]}, allowed are image, `),
  })),
  {
    title: "a security option",
    choice: { compose: web("security_opt: [seccomp:unconfined]") },
    part: "compose",
    detail: /^services\.web\.security_opt\.0 .*, got "seccomp:unconfined"$/,
  },
  {
    title: "a port of the machine",
    choice: { compose: web('ports: ["80:80"]') },
    part: "compose",
    detail: /^services\.web\.ports must be left out: the proxy leads to one service, .*, got \["80:80"\]$/,
  },
  {
    title: "a network of others",
    choice: { compose: `${web()}networks: { default: { external: true } }\n` },
    part: "compose",
    detail: /^networks\.default must not have external/,
  },
  {
    title: "a service of the template's",
    choice: { compose: web().replace("web:", "proxy:") },
    part: "compose",
    detail: "services.proxy must have another name: the template has a service of this one",
  },
  {
    title: "a variable that nobody gave",
    choice: { compose: web("command: [serve, $HOST_ROOT_PASSWORD]") },
    part: "compose",
    detail: /^services\.web\.command\.1 refers to \$HOST_ROOT_PASSWORD, which has no value$/,
  },
  { title: "no YAML", choice: { compose: "a: b: c" }, part: "compose", detail: /^the file cannot be read: / },
  { title: "no service", choice: { compose: "services: []" }, part: "compose", detail: "the file must have services" },
  {
    title: "a service that the file has not",
    choice: { compose: web(), service: "api" },
    part: "service",
    detail: 'must be the service that the proxy leads to, one of web, got "api"',
  },
  {
    title: "nothing",
    choice: {},
    part: "image",
    detail: /^must be an image with a tag or a digest, .*, or compose be given$/,
  },
  {
    title: "both",
    choice: { image: "nginx:1.29.0", compose: web() },
    part: "image",
    detail: 'must be left out beside compose, got "nginx:1.29.0"',
  },
  ...["nginx", "registry.example.com:5000/nginx", "nginx:", "Nginx:1", "nginx:1 --privileged", "nginx:$TAG"].map(
    (image) => ({
      title: `the image "${image}"`,
      choice: { image },
      part: "image" as const,
      detail: `must be an image with a tag or a digest, such as nginx:1.29.0, got "${image}"`,
    }),
  ),
  ...["data", "/", "/a/../b", "/data:ro"].map((volume) => ({
    title: `the volume "${volume}"`,
    choice: { image: "nginx:1.29.0", volume },
    part: "volume" as const,
    detail: `must be the full path of a folder in the image, such as /data, got "${volume}"`,
  })),
  {
    title: "a command that a shell would split",
    choice: { image: "nginx:1.29.0", command: "nginx -g x" },
    part: "command",
    detail: /^must be a JSON list of words, .*, got "nginx -g x"$/,
  },
  {
    title: "a user of another form",
    choice: { image: "nginx:1.29.0", user: "a b" },
    part: "user",
    detail: 'must be USER or USER:GROUP, got "a b"',
  },
  {
    title: "an environment without names, whose line is not shown",
    choice: { image: "nginx:1.29.0", environment: "A=1\nhunter2" },
    part: "environment",
    detail: "must be lines NAME=value, names of letters, digits and underscores; line 2 is none",
  },
  {
    title: "a variable twice",
    choice: { image: "nginx:1.29.0", environment: "A=1\nA=2" },
    part: "environment",
    detail: "must have each name once; line 2 has A again",
  },
];

test.each(REFUSED)("$title is refused, with the place and what is allowed", ({ choice, part, detail }) => {
  const found = fault(choice);

  expect(found.part).toBe(part);
  expect(found.detail).toEqual(typeof detail === "string" ? detail : expect.stringMatching(detail));
});

test("no message shows a value of an environment", () => {
  const { detail } = fault({ compose: web("environment: { A: [hunter2] }") });

  expect(detail).toMatch(/^services\.web\.environment\.A .*, got a secret value$/);
});
