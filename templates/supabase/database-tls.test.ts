import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { askDatabase } from "./testing/ask-database.ts";

const BIN = "/usr/lib/postgresql/15/bin";
const START = fileURLToPath(new URL("2024-ten/db-start.sh", import.meta.url));
const HOST = "acme.example.com";
/** The machine's own address as its containers see it: 127.0.0.3 here. */
const ROUTES = "Iface\tDestination\tGateway\tFlags\neth0\t00000000\t0300007F\t0003\n";
/** The image's own rules: ansible/files/postgresql_config/pg_hba.conf.j2 of supabase/postgres at 7db7e1a9, and a way in for this test. */
const IMAGE_RULES = `local all all trust
host  all  all  127.0.0.1/32  trust
host  all  all  0.0.0.0/0     scram-sha-256
host  all  all  ::0/0     scram-sha-256
`;

const missing = whatIsMissing();
if (missing) test.skip(`a database that is open to the outside (skipped: ${missing})`, () => {});
else describe("a database that is open to the outside", openDatabase);

function openDatabase(): void {
  let folder: string;
  let port: number;
  let server: ChildProcess;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "database-tls-"));
    chmodSync(folder, 0o777);
    port = await freePort();
    layOut(folder);
    server = spawn("sh", [START, "postgres", "-D", join(folder, "data"), "-p", String(port)], {
      env: {
        ...{ PATH: `${join(folder, "bin")}:${process.env.PATH}`, TMPDIR: folder },
        ...{ HBA_FILE: join(folder, "pg_hba.conf"), ROUTES: join(folder, "routes") },
        DATABASE_CERTIFICATE: readFileSync(join(folder, "certificate.pem")).toString("base64"),
        DATABASE_KEY: readFileSync(join(folder, "key.pem")).toString("base64"),
        DATABASE_ALLOWED_FROM: "192.0.2.0/24,2001:db8::/32",
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    await isReady(server);
  });

  afterAll(async () => {
    const exited = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGINT");
    await exited;
    rmSync(folder, { recursive: true, force: true });
  });

  function ask(localAddress: string, ca?: Buffer): Promise<string> {
    return askDatabase({ port, localAddress, ...(ca && { tls: { ca, servername: HOST } }) });
  }

  test("whoever comes by the machine's address is let in by TLS, under the tenant's certificate, and not in plain text", async () => {
    const certificate = readFileSync(join(folder, "certificate.pem"));

    expect(await ask("127.0.0.3", certificate)).toBe("asks for the password");
    expect(await ask("127.0.0.3")).toMatch(/pg_hba\.conf rejects connection for host "127\.0\.0\.3".*no encryption/);
  });

  test("a container of the project's network is let in as before: in plain text, with its password", async () => {
    expect(await ask("127.0.0.2")).toBe("asks for the password");
  });

  test("a certificate that nobody gave out is trusted by nobody", async () => {
    makeCertificate(folder, "other");

    await expect(ask("127.0.0.3", readFileSync(join(folder, "other.pem")))).rejects.toThrow(/self-signed certificate/);
  });

  test("the rules let in the networks named, by TLS alone, and nobody else, before the image's own", () => {
    const sql = `SELECT type || ' ' || concat_ws(' ', address, netmask, auth_method) FROM pg_hba_file_rules ORDER BY line_number`;
    const rules = execFileSync("psql", ["-h", folder, "-p", String(port), "-U", "postgres", "-Atc", sql]).toString();

    expect(rules.split("\n").slice(2, 9)).toEqual([
      "hostnossl 127.0.0.3 255.255.255.255 reject",
      "hostnossl samenet scram-sha-256",
      "hostnossl all reject",
      "hostssl samenet scram-sha-256",
      "hostssl 192.0.2.0 255.255.255.0 scram-sha-256",
      "hostssl 2001:db8:: ffff:ffff:: scram-sha-256",
      "hostssl all reject",
    ]);
  });
}

async function isReady(server: ChildProcess): Promise<void> {
  let log = "";
  await new Promise<void>((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`the database ended with ${code}: ${log}`)));
    server.stderr?.on("data", (data: Buffer) => {
      log += data.toString();
      if (log.includes("ready to accept connections")) resolve();
    });
  });
}

/** What the image has: its entrypoint, which gives root up, its rules, and a cluster. */
function layOut(folder: string): void {
  mkdirSync(join(folder, "bin"));
  writeFileSync(
    join(folder, "bin/docker-entrypoint.sh"),
    `#!/bin/sh\nexec setpriv --reuid postgres --regid postgres --clear-groups ${BIN}/"$@" -k ${folder} -c fsync=off -c listen_addresses='*'\n`,
    { mode: 0o755 },
  );
  writeFileSync(join(folder, "pg_hba.conf"), IMAGE_RULES);
  writeFileSync(join(folder, "routes"), ROUTES);
  makeCertificate(folder, "certificate");
  const data = join(folder, "data");
  const initdb = ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C"];
  execFileSync("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", `${BIN}/initdb`, ...initdb]);
}

function makeCertificate(folder: string, name: string): void {
  const key = name === "certificate" ? "key" : `${name}-key`;
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"],
      ...["-subj", "/CN=freehold-database", "-addext", `subjectAltName=DNS:${HOST}`],
      ...["-keyout", join(folder, `${key}.pem`), "-out", join(folder, `${name}.pem`)],
    ],
    { stdio: "ignore" },
  );
}

function whatIsMissing(): string | undefined {
  if (!existsSync(join(BIN, "postgres"))) return "no PostgreSQL 15";
  if (process.getuid?.() !== 0) return "only root can become the user of the database";
  const onPath = (program: string) =>
    (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, program)));
  const lacking = ["openssl", "setpriv", "psql"].filter((program) => !onPath(program));
  if (lacking.length > 0) return `no ${lacking.join(", ")}`;
  return /^postgres:/m.test(readFileSync("/etc/passwd", "utf8")) ? undefined : "no user postgres";
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
