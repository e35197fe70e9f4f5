import { execFile } from "node:child_process";
import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { copyPostgres } from "@freehold/templates/supabase/testing/postgres-copy.ts";

const run = promisify(execFile);
const IMAGE = fileURLToPath(import.meta.resolve("@freehold/templates/supabase/testing/database-image/15/init-scripts"));
const BIN = "usr/lib/postgresql/15/bin";

/**
 * The root file system of an image that does what `supabase/postgres` 15 does, with a real PostgreSQL: gzipped tar, base64. Its shell is
 * added where it is imported. Undefined where PostgreSQL 15 is not installed.
 */
export async function databaseImageArchive(): Promise<string | undefined> {
  const root = await mkdtemp(path.join(tmpdir(), "database-image-"));
  try {
    const extensions = path.join(IMAGE, "../../extensions/15");
    if (copyPostgres(15, extensions, path.join(root, "usr")) === undefined) return undefined;
    for (const program of ["psql", "pg_isready", "pg_ctl"])
      await copyFile(`/${BIN}/${program}`, path.join(root, BIN, program));
    await addLibraries(root);
    await cp("/usr/share/zoneinfo/Etc", path.join(root, "usr/share/zoneinfo/Etc"), {
      recursive: true,
      dereference: true,
    });
    await cp(path.join(IMAGE, ".."), path.join(root, "docker-entrypoint-initdb.d"), { recursive: true });
    await addSettings(root);
    const { stdout } = await run(
      "tar",
      ["-czh", "--exclude=*llvm*", "--exclude=*bitcode*", "--exclude=*/locale/*", "-C", root, "."],
      {
        encoding: "buffer",
        maxBuffer: 512 * 1024 * 1024,
      },
    );
    return stdout.toString("base64");
  } finally {
    await rm(root, { recursive: true });
  }
}

/** All that its programs and modules are linked with, where they look for it. */
async function addLibraries(root: string): Promise<void> {
  const modules = (await readdir("/usr/lib/postgresql/15/lib")).filter((name) =>
    /^(plpgsql|dict_snowball|pgcrypto|libpqwalreceiver)\.so$|^uuid-ossp/.test(name),
  );
  const linked = ["postgres", "initdb", "psql"].map((name) => `/${BIN}/${name}`);
  const { stdout } = await run("ldd", [...linked, ...modules.map((name) => `/usr/lib/postgresql/15/lib/${name}`)]);
  const libraries = new Set([...stdout.matchAll(/(\/\S+\.so[.\w]*) \(/g)].map(([, library = ""]) => library));
  for (const library of libraries) {
    await mkdir(path.join(root, path.dirname(library)), { recursive: true });
    await copyFile(library, path.join(root, library));
  }
}

async function addSettings(root: string): Promise<void> {
  const files: Record<string, string> = {
    "etc/passwd": "root:x:0:0::/root:/bin/sh\npostgres:x:105:106::/var/lib/postgresql:/bin/sh\n",
    "etc/group": "root:x:0:\npostgres:x:106:\n",
    "etc/postgresql/postgresql.conf":
      "data_directory='/var/lib/postgresql/data'\nlisten_addresses='*'\nunix_socket_directories='/var/run/postgresql'\n",
    "etc/postgresql-custom/note": "the image's own file in a volume\n",
    "usr/local/bin/docker-entrypoint.sh": ENTRYPOINT,
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.join(root, path.dirname(name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  await chmod(path.join(root, "usr/local/bin/docker-entrypoint.sh"), 0o755);
  for (const folder of ["tmp", "var/run/postgresql", "var/lib/postgresql"])
    await mkdir(path.join(root, folder), { recursive: true });
}

/**
 * What the image's entrypoint does, from docker-library/postgres (15/bookworm/docker-entrypoint.sh) and supabase/postgres
 * (migrations/db/migrate.sh at 7db7e1a9): as root it gives the data folder to `postgres`, and starts itself as that user; there, an empty
 * folder gets a cluster and the scripts, on a server without TCP.
 */
const ENTRYPOINT = `#!/bin/bash
set -e
export PATH=/${BIN}:/bin:/usr/local/bin PGDATA=/var/lib/postgresql/data
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  find "$PGDATA" ! -user postgres -exec chown postgres '{}' +
  chown postgres /var/run/postgresql
  exec start-stop-daemon -S -c postgres:postgres -x "$0" -- "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb -U supabase_admin -A trust -E UTF8 --locale=C >/dev/null
  echo 'host all all all trust' >>"$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -c unix_socket_directories=/var/run/postgresql" -w start >/dev/null
  export PGHOST=/var/run/postgresql POSTGRES_USER=supabase_admin
  sql() { psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc -d postgres "$@"; }
  sql -U supabase_admin -c "create role postgres superuser login password '$POSTGRES_PASSWORD'" -c "alter database postgres owner to postgres"
  for file in /docker-entrypoint-initdb.d/init-scripts/*.sql; do sql -U postgres -f "$file"; done
  sql -U postgres -c "ALTER USER supabase_admin WITH PASSWORD '$POSTGRES_PASSWORD'"
  for file in /docker-entrypoint-initdb.d/migrations/*.sql; do sql -U supabase_admin -f "$file"; done
  pg_ctl -D "$PGDATA" -m fast -w stop >/dev/null
fi
exec "$@"
`;
