import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyPostgres } from "./postgres-copy.ts";

const ENTRYPOINT = "docker-entrypoint-initdb.d";
const IMAGE = fileURLToPath(new URL("database-image", import.meta.url));
/** PostgreSQL refuses to run as root; this is the number of `nobody`. */
const NOBODY = 65534;

/** A file that `compose.yaml` mounts under `/docker-entrypoint-initdb.d`. */
export interface MountedFile {
  /** Within that folder, such as `init-scripts/98-webhooks.sql`. */
  path: string;
  content: string;
}

/** How the first start ended. */
export interface FirstStart {
  /** The scripts in the order they ran in, the last one included that failed. */
  ran: string[];
  /** What psql said of the statement that ended it. */
  error?: string;
}

/** A PostgreSQL that does on its first start what the image `supabase/postgres` does; its own scripts are in `database-image`. */
export interface DatabaseImage {
  /** Folder of the cluster, as the image's `PGDATA`. */
  dataFolder: string;
  /**
   * The first start, as supabase/postgres has it in migrations/db/migrate.sh at 7db7e1a9, lines 29-61.
   *
   * @param times How often each mounted file is run, one run after the other, as a repeated first start does. @default 1
   */
  firstStart(mounted: readonly MountedFile[], times?: number): Promise<FirstStart>;
  /** Runs a script of the last first start once more, as a user and with some of the container's environment changed. */
  runAgain(path: string, user: string, env: NodeJS.ProcessEnv): Promise<void>;
  /** Empties the data folder and makes a cluster in it, as a container does that starts for the first time. */
  newCluster(): Promise<void>;
  /** Runs SQL as a user in a database, and gives what psql printed, unaligned. @throws Error with psql's message */
  query(user: string, sql: string, database?: string): Promise<string>;
  close(): Promise<void>;
}

/** Makes a cluster as the image's entrypoint does and starts it, or says what this machine lacks for that. */
export async function startDatabaseImage(major: 15 | 17): Promise<DatabaseImage | { missing: string }> {
  const psql = findPsql();
  if (psql === undefined) return { missing: "no psql" };
  const folder = mkdtempSync(join(tmpdir(), "database-image-"));
  chmodSync(folder, 0o755);
  const bin = copyPostgres(major, join(IMAGE, "extensions", String(major)), join(folder, "postgres"));
  if (bin === undefined) {
    rmSync(folder, { recursive: true });
    return { missing: `no PostgreSQL ${major}` };
  }
  const dataFolder = join(folder, "data");
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const startNew = async (): Promise<ChildProcess> => {
    rmSync(dataFolder, { recursive: true, force: true });
    // Dockerfile-15:209 at 7db7e1a9: POSTGRES_USER, whom docker-entrypoint.sh gives to initdb.
    const initdb = ["-D", dataFolder, "-U", "supabase_admin", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    await run(join(bin, "initdb"), initdb, user ?? {});
    return startServer(join(bin, "postgres"), dataFolder, folder, user ?? {});
  };
  let server = await startNew();
  const runPsql = (dbUser: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
    run(psql, ["-v", "ON_ERROR_STOP=1", "--no-password", "--no-psqlrc", "-U", dbUser, "-h", folder, ...args], {
      env: { PATH: process.env.PATH, PGDATABASE: "postgres", ...env },
    });
  return {
    dataFolder,
    async runAgain(path, dbUser, env) {
      await runPsql(dbUser, ["-f", join(folder, ENTRYPOINT, path)], { ...containerEnvironment(dataFolder), ...env });
    },
    async newCluster() {
      await ended(server);
      server = await startNew();
    },
    firstStart: (mounted, times = 1) => firstStart({ runPsql, major, folder, dataFolder }, mounted, times),
    query: async (dbUser, sql, database = "postgres") =>
      (await runPsql(dbUser, ["-d", database, "-A", "-t", "-q", "-c", sql])).trim(),
    async close() {
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Image {
  runPsql(user: string, args: string[], env?: NodeJS.ProcessEnv): Promise<string>;
  major: 15 | 17;
  folder: string;
  dataFolder: string;
}

async function firstStart(image: Image, mounted: readonly MountedFile[], times: number): Promise<FirstStart> {
  const scripts = join(image.folder, ENTRYPOINT);
  layOut(image.major, scripts, mounted);
  const isMounted = new Set(mounted.map(({ path }) => path));
  const ran: string[] = [];
  const env = containerEnvironment(image.dataFolder);
  const runAll = async (part: string, user: string) => {
    for (const name of readdirSync(join(scripts, part)).sort()) {
      const path = `${part}/${name}`;
      for (let time = 0; time < (isMounted.has(path) ? times : 1); time += 1) {
        ran.push(path);
        await image.runPsql(user, ["-f", join(scripts, path)], env);
      }
    }
  };
  try {
    // migrate.sh:31-40
    await image.runPsql("supabase_admin", [
      ...["-c", "CREATE ROLE postgres SUPERUSER LOGIN PASSWORD 'p''w'"],
      ...["-c", "ALTER DATABASE postgres OWNER TO postgres"],
    ]);
    await runAll("init-scripts", "postgres"); // migrate.sh:42-45
    await image.runPsql("postgres", ["-c", "ALTER USER supabase_admin WITH PASSWORD 'p''w'"]); // migrate.sh:46
    await runAll("migrations", "supabase_admin"); // migrate.sh:48-51
  } catch (error) {
    return { ran, error: (error instanceof Error ? error.message : String(error)).replaceAll(image.folder, "") };
  }
  return { ran };
}

/** What compose.yaml gives the container, and what the image has of its own. */
function containerEnvironment(dataFolder: string): NodeJS.ProcessEnv {
  return {
    POSTGRES_USER: "supabase_admin",
    POSTGRES_PASSWORD: "p'w",
    JWT_SECRET: "s'ecret",
    JWT_EXP: "3600",
    PGDATA: dataFolder,
  };
}

/** The image's own scripts and the mounted ones in one folder. 17 has all of 15's, but for those it replaces. */
function layOut(major: 15 | 17, scripts: string, mounted: readonly MountedFile[]): void {
  rmSync(scripts, { recursive: true, force: true });
  for (const release of major === 17 ? ["15", "17"] : ["15"])
    cpSync(join(IMAGE, release), scripts, { recursive: true });
  for (const { path, content } of mounted) writeFileSync(join(scripts, path), content);
}

function findPsql(): string | undefined {
  const places = (process.env.PATH ?? "").split(":").map((folder) => join(folder, "psql"));
  return [...places, "/usr/lib/postgresql/15/bin/psql"].find((path) => existsSync(path));
}

async function startServer(
  postgres: string,
  dataFolder: string,
  socketFolder: string,
  user: { uid?: number; gid?: number },
): Promise<ChildProcess> {
  const settings = ["listen_addresses=", `unix_socket_directories=${socketFolder}`, "fsync=off"];
  const args = ["-D", dataFolder, ...settings.flatMap((setting) => ["-c", setting])];
  const server = spawn(postgres, args, { ...user, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`PostgreSQL ended with ${code}: ${log}`)));
    server.stderr?.on("data", (data: Buffer) => {
      log += data.toString();
      if (log.includes("ready to accept connections")) resolve();
    });
  });
  return server;
}

async function ended(server: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  await exited;
}

function run(
  program: string,
  args: string[],
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv },
): Promise<string> {
  const child = spawn(program, args, { cwd: "/", ...options, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => {
    stdout += data.toString();
  });
  child.stderr.on("data", (data: Buffer) => {
    stderr += data.toString();
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve(stdout)
        : reject(new Error(firstError(stderr) ?? `${basename(program)} ended with ${code}: ${stderr}`)),
    );
  });
}

/** Of all that psql said, the line of the statement that failed. */
function firstError(stderr: string): string | undefined {
  return stderr.split("\n").find((line) => line.includes("ERROR:"));
}
