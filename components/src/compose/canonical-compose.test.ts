import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { canonicalCompose } from "./canonical-compose.ts";

const DATA = "/var/lib/docker/volumes/fh-tabc123/_data/fh-tabc123";
const BOUNDS = {
  project: "fh-tabc123",
  dataDirectory: DATA,
  ports: [54000, 55000],
  values: { PROJECT: "fh-tabc123", DATA_DIR: DATA, API_PORT: "54000", PASSWORD: 'p"a\\s$s', DOLLARS: "a$b" },
};

/** A compose file with one service, whose lines are given. */
function service(...lines: string[]): string {
  return [
    "name: fh-tabc123",
    "services:",
    "  web:",
    "    image: nginx:1.29",
    ...lines.map((line) => `    ${line}`),
    "",
  ].join("\n");
}

function canonical(text: string): string {
  return canonicalCompose(text, BOUNDS);
}

/** The service `web` of the canonical file, as any reader of YAML has it. */
function webOf(text: string): Record<string, unknown> {
  return (parse(canonical(text)) as { services: Record<string, Record<string, unknown>> }).services.web ?? {};
}

test("a file is written anew in the one form that a host takes, with limits where it has none", () => {
  const text = `
# A comment.
name: \${PROJECT}
services:
  db:
    image: postgres:17
    command: ["postgres", "-c", "x=$$HOME"]
    environment: { POSTGRES_PASSWORD: "\${PASSWORD}", PORT: 5432, EMPTY: "" }
    networks: { default: { aliases: ["db-of-\${PROJECT}"] } }
    volumes: ["\${DATA_DIR}/db:/data", "./init.sql:/init.sql:ro", "cache:/cache"]
    ports: ["127.0.0.1:\${API_PORT}:8000"]
volumes: { cache: {} }
`;

  expect(canonical(text)).toBe(`name: "fh-tabc123"
services:
  db:
    image: "postgres:17"
    command:
      - "postgres"
      - "-c"
      - "x=$$HOME"
    environment:
      POSTGRES_PASSWORD: "\${PASSWORD}"
      PORT: "5432"
      EMPTY: ""
    ports:
      - target: 8000
        published: "54000"
        host_ip: "127.0.0.1"
        protocol: "tcp"
    networks:
      default:
        aliases:
          - "db-of-fh-tabc123"
    volumes:
      - type: "bind"
        source: "${DATA}/db"
        target: "/data"
        read_only: false
      - type: "bind"
        source: "./init.sql"
        target: "/init.sql"
        read_only: true
      - type: "volume"
        source: "cache"
        target: "/cache"
        read_only: false
    security_opt:
      - "no-new-privileges:true"
    pids_limit: 1024
    ulimits:
      nofile:
        soft: 16384
        hard: 16384
    logging:
      driver: "local"
      options:
        max-size: "10m"
        max-file: "3"
volumes:
  cache: {}
`);
});

test("the canonical form is its own canonical form", () => {
  const once = canonical(
    service('labels: { a.b: "x" }', 'environment: ["A=1", "B=\\"\\\\\\n\\t="]', "stop_grace_period: 1m"),
  );

  expect(canonical(once)).toBe(once);
});

test("text comes out as it went in, whatever characters it has", () => {
  const value = 'quote " backslash \\ newline \n tab \t colon: # ü 𝄞';

  expect(webOf(service(`environment: { A: ${JSON.stringify(value)} }`)).environment).toEqual({ A: value });
});

test("every way of writing text means the text", () => {
  const web = webOf(
    service(
      "environment:",
      "  A: >-",
      "    folded",
      "    text",
      "  B: |",
      "    lines",
      "  'C': plain",
      '  "D\\x41": x',
    ),
  );

  expect(web.environment).toEqual({ A: "folded text", B: "lines\n", C: "plain", DA: "x" });
});

test.each<[string, string[], RegExp]>([
  ["a binary key", ["!!binary cHJpdmlsZWdlZA==: true"], /cannot be read: With stringKeys/],
  ["a binary value", ["command: [!!binary cHJpdmlsZWdlZA==]"], /must not have tags|cannot be read/],
  ["a tag for text", ["hostname: !!str web"], /must not have tags/],
  ["a tag of the file's own", ["hostname: !own web"], /must not have tags|cannot be read: Unresolved tag/],
  ["Compose's own tag", ["ports: !reset []"], /must not have tags|cannot be read: Unresolved tag/],
  ["an explicit key", ["? env_file", ": /etc/shadow"], /services\.web must not have env_file, allowed are image, /],
  ["a folded key", ["? >-", "  env_file", ": /etc/shadow"], /must not have env_file/],
  ["an escaped key", ['"\\x65nv_file": /etc/shadow'], /must not have env_file/],
  ["a key in capitals", ["Env_File: /etc/shadow"], /must not have Env_File/],
  ["a sequence as a key", ["? [env_file]", ": /etc/shadow"], /cannot be read: With stringKeys/],
  ["an anchor", ["hostname: &web web"], /must not have anchors, got "&web"/],
  ["an alias", ["hostname: &web web", "user: *web"], /must not have (anchors|aliases)/],
  ["a merge key", ["<<: { privileged: true }"], /must not merge mappings/],
  ["a merge key in quotes", ['"<<": { privileged: true }'], /must not merge mappings/],
  ["a key twice", ["image: nginx"], /cannot be read: Map keys must be unique/],
  ["a number in another base", ["pids_limit: 0x10"], /numbers in plain decimal form, or in quotes, got 0x10/],
  ["a number with an exponent", ["environment: { A: 1e3 }"], /got 1e3/],
  ["a number that loses digits", ["environment: { A: 1.10 }"], /got 1\.10/],
  ["a number beyond the exact ones", ["environment: { A: 99999999999999999 }"], /got 99999999999999999/],
  [
    "a value that the caller's environment would give",
    ["environment: { HOME: }"],
    /environment\.HOME must be text.*got null/,
  ],
  ["the same in a sequence", ["environment: [HOME]"], /environment (must|Invalid)/],
])("%s is refused", (_name, lines, message) => {
  expect(() => canonical(service(...lines))).toThrow(message);
});

test.each<[string, string, RegExp]>([
  ["two documents", `${service()}---\n${service()}`, /must be one document, got 2/],
  ["a directive", `%TAG ! tag:yaml.org,2002:\n---\n${service()}`, /must not have directives/],
  ["nothing", "", /must be one document, got 0|the file/],
  ["a file that is too long", `# ${"x".repeat(262_144)}\n${service()}`, /must have at most 262144 characters, got/],
  ["another project", service().replace("fh-tabc123", "fh-tother1"), /name must be fh-tabc123, got "fh-tother1"/],
  ["no project", service().replace("name: fh-tabc123\n", ""), /name Invalid input/],
  ["an extension", `${service()}x-any: 1\n`, /the file must not have x-any, allowed are name, services/],
  ["another file", `${service()}include: [/etc/shadow]\n`, /must not have include/],
  ["secrets", `${service()}secrets: { a: { file: /etc/shadow } }\n`, /must not have secrets/],
  ["configs", `${service()}configs: { a: { file: /etc/shadow } }\n`, /must not have configs/],
  [
    "a volume of a driver",
    `${service()}volumes: { a: { driver_opts: { device: /etc } } }\n`,
    /volumes\.a must not have driver_opts/,
  ],
  ["an external volume", `${service()}volumes: { a: { external: true } }\n`, /volumes\.a must not have external/],
  [
    "a network of another",
    `${service()}networks: { default: { name: fh-tother1 } }\n`,
    /networks\.default must not have name/,
  ],
  ["a second network", `${service()}networks: { host: {} }\n`, /networks must not have host/],
])("%s is refused", (_name, text, message) => {
  expect(() => canonical(text)).toThrow(message);
});

test.each<[string, string, RegExp]>([
  ["profiles", 'profiles: ["x"]', /must not have profiles/],
  ["a provider", "provider: { type: ./x }", /must not have provider/],
  ["privileges", "privileged: true", /must not have privileged/],
  ["annotations", "annotations: { a: b }", /must not have annotations/],
  ["capabilities", "cap_add: [ALL]", /must not have cap_add/],
  ["the host's users", "userns_mode: host", /must not have userns_mode/],
  ["a runtime", "runtime: other", /must not have runtime/],
  ["another service's file", "extends: { file: /etc/shadow, service: x }", /must not have extends/],
  ["a name of a container", "container_name: fh-tother1-kong-1", /must not have container_name/],
  ["another security option", 'security_opt: ["seccomp=unconfined"]', /security_opt\.0/],
  ["more processes", "pids_limit: 5000", /pids_limit .*got 5000/],
  ["endless processes", "pids_limit: -1", /pids_limit .*got -1/],
  ["more open files", "ulimits: { nofile: 2000000 }", /ulimits\.nofile/],
  ["another limit", "ulimits: { memlock: -1 }", /ulimits must not have memlock/],
  ["a log that goes elsewhere", "logging: { driver: syslog }", /logging\.driver/],
  [
    "no log driver's options of others",
    'logging: { options: { "labels": "x" } }',
    /logging\.options must not have labels/,
  ],
  [
    "a log without a limit",
    'logging: { options: { max-size: "-1" } }',
    /logging\.options\.max-size must be at most 100m/,
  ],
  ["a longer log", 'logging: { options: { max-size: "2g" } }', /must be at most 100m/],
  [
    "many logs",
    'logging: { options: { max-size: "50m", max-file: 3 } }',
    /must keep at most 100m, max-size times max-file/,
  ],
  ["replicas", "deploy: { replicas: 2 }", /deploy\.replicas .*got 2/],
  ["devices", "deploy: { resources: { reservations: { devices: [] } } }", /reservations must not have devices/],
  ["a placement", "deploy: { placement: {} }", /deploy must not have placement/],
  [
    "a host name of a slot",
    "hostname: FH-TOTHER1-kong",
    /hostname must not begin with fh-, in capitals neither, got "FH-TOTHER1-kong"/,
  ],
  [
    "an alias of a slot",
    "networks: { default: { aliases: [Fh-tother1-kong-1] } }",
    /aliases\.0 must not begin with fh-/,
  ],
  ["the host's network", "networks: [host]", /networks must not have host/],
  ["an address in the network", "networks: { default: { ipv4_address: 172.18.0.9 } }", /must not have ipv4_address/],
  [
    "Docker's label",
    'labels: { com.docker.compose.project: "fh-tother1" }',
    /labels must not have com\.docker\.compose\.project: others read it/,
  ],
  ["Docker's label in capitals", 'labels: ["COM.Docker.Compose.Project=x"]', /labels must not have COM/],
  ["the edge's label", 'labels: { Traefik.enable: "true" }', /labels must not have Traefik\.enable/],
  ["Freehold's label", 'labels: { managed-by: "x" }', /labels must not have managed-by/],
  [
    "a port that was not given",
    'ports: ["80:80"]',
    /ports\.0 must be a port that was given to the slot \(54000, 55000\), got 80/,
  ],
  ["a port that Docker chooses", 'ports: ["8000"]', /ports\.0 must be HOST:CONTAINER/],
  ["a port without its host's", "ports: [{ target: 8000 }]", /ports\.0\.published/],
  ["a range of ports", 'ports: ["54000-54001:8000-8001"]', /ports\.0 must be HOST:CONTAINER/],
  [
    "a range in the long form",
    'ports: [{ target: 80, published: "54000-54009" }]',
    /published must be a whole number, got "54000-54009"/,
  ],
  ["a port on another address", 'ports: ["192.0.2.7:54000:80"]', /host_ip/],
  ["a port twice", 'ports: ["54000:80", "127.0.0.1:54000:81"]', /publishes 54000 as web does/],
  [
    "a folder of the host",
    'volumes: ["/etc:/host:ro"]',
    /volumes\.0 must be of the bundle \(\.\/…\) or below .*, got \/etc/,
  ],
  ["the folder of the data itself", `volumes: ["${DATA}:/data"]`, /must be of the bundle/],
  [
    "a way out of the data",
    `volumes: ["${DATA}/../../fh-tother1/_data:/data"]`,
    /must not have empty parts, \. or \.\./,
  ],
  ["a way out of the bundle", 'volumes: ["./../../x:/data:ro"]', /must not have empty parts/],
  ["the caller's home", 'volumes: ["~/x:/data"]', /source must begin with/],
  ["a file of the bundle to write", 'volumes: ["./x:/data"]', /must be read-only: \.\/x is a file of the bundle/],
  ["a mount within another", `volumes: ["${DATA}/a:/a", "${DATA}/a/b:/b"]`, /mounts .*\/a\/b, which is within .*\/a$/],
  ["a volume of another", 'volumes: ["fh-tother1:/data"]', /names the volume fh-tother1, which is not declared/],
  ["an image's mount", "volumes: [{ type: image, source: x, target: /x }]", /must be of type bind, volume or tmpfs/],
  [
    "propagation",
    `volumes: [{ type: bind, source: ${DATA}/a, target: /a, bind: { propagation: shared } }]`,
    /bind must not have propagation/,
  ],
  ["a command for a shell", "command: sh -c id", /command must be a sequence/],
  [
    "a variable that is not there",
    `environment: { A: "\${NONE}" }`,
    /environment\.A refers to \$\{NONE\}, which has no value/,
  ],
  ["a variable with a default", `environment: { A: "\${PASSWORD:-x}" }`, /may refer to variables as \$\{NAME\} only/],
  ["a variable within a variable", `environment: { A: "\${NONE\${PASSWORD}}" }`, /may refer to variables as/],
  ["a dollar in a label", `labels: { a: "\${DOLLARS}" }`, /labels\.a must not have a dollar sign/],
  ["what waits for nobody", "depends_on: [other]", /depends_on names other, which is no service/],
])("%s is refused", (_name, line, message) => {
  expect(() => canonical(service(line))).toThrow(message);
});

test("names that differ in capitals only are refused: Docker's DNS takes them for one", () => {
  expect(() => canonical(`${service()}  WEB:\n    image: x\n`)).toThrow(
    /services\.WEB differs from web in capitals only/,
  );
  expect(() => canonical(`${service()}  Fh-tother1-kong:\n    image: x\n`)).toThrow(/must not begin with fh-/);
});

test("short forms are written out", () => {
  const web = webOf(
    service(
      'environment: ["A=b=c"]',
      'healthcheck: { test: "curl $$URL" }',
      "tmpfs: /run",
      "expose: [80]",
      "ulimits: { nofile: 1024 }",
    ),
  );

  expect(web).toMatchObject({
    environment: { A: "b=c" },
    healthcheck: { test: ["CMD-SHELL", "curl $$URL"] },
    tmpfs: ["/run"],
    expose: ["80"],
    ulimits: { nofile: { soft: 1024, hard: 1024 } },
  });
});
