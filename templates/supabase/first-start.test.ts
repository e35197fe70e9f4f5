import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { type DatabaseImage, type MountedFile, startDatabaseImage } from "./testing/database-image.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const ENTRYPOINT = "/docker-entrypoint-initdb.d/";

/** The SQL that a version's compose.yaml mounts for the first start. */
function mountedFiles(version: string): MountedFile[] {
  const compose = parse(readFileSync(join(FOLDER, version, "compose.yaml"), "utf8"));
  const volumes: string[] = compose.services.db.volumes;
  return volumes.flatMap((volume) => {
    const [source = "", target = ""] = volume.split(":");
    if (!target.startsWith(ENTRYPOINT)) return [];
    return [{ path: target.slice(ENTRYPOINT.length), content: readFileSync(join(FOLDER, version, source), "utf8") }];
  });
}

/** The files as they once were, which failed on the real image: they made the function of the image's event trigger themselves. */
function beforeTheMend(files: readonly MountedFile[]): MountedFile[] {
  return files.map(({ path, content }) => ({
    path,
    content: content.replace("CREATE OR REPLACE FUNCTION extensions.", "CREATE FUNCTION extensions."),
  }));
}

for (const [version, major] of [
  ["2024-ten", 15],
  ["0.7.0", 17],
] as const) {
  const title = `the first start of ${version} on PostgreSQL ${major}`;
  const image = await startDatabaseImage(major);
  if ("missing" in image) test.skip(`${title} (skipped: ${image.missing})`, () => {});
  else describe(title, () => checkFirstStart(image, version));
}

function checkFirstStart(image: DatabaseImage, version: string): void {
  const mounted = mountedFiles(version);

  afterAll(() => image.close());

  test("files that make what the image has made end it with the image's message", async () => {
    const { ran, error } = await image.firstStart(beforeTheMend(mounted));

    expect(ran.at(-1)).toBe("init-scripts/98-webhooks.sql");
    expect(error).toMatch(
      /^psql:\/docker-entrypoint-initdb.d\/init-scripts\/98-webhooks.sql:\d+: ERROR: {2}function "grant_pg_net_access" already exists with same argument types$/,
    );
    expect(existsSync(join(image.dataFolder, "freehold-first-start-ended"))).toBe(false);
  });

  test("every mounted file runs, and runs again, in its place and as its user", async () => {
    await image.newCluster();

    const { ran, error } = await image.firstStart(mounted, 2);

    expect(error).toBeUndefined();
    for (const { path } of mounted) expect(ran.filter((one) => one === path)).toHaveLength(2);
    expect(existsSync(join(image.dataFolder, "freehold-first-start-ended"))).toBe(true);
  });

  test("the mark of the end is left by the last file of all", async () => {
    const last = mounted
      .map(({ path }) => path)
      .sort()
      .at(-1);

    expect(last).toBe("migrations/99-realtime.sql");
    expect(
      mounted.filter(({ content }) => content.includes("freehold-first-start-ended")).map(({ path }) => path),
    ).toEqual([last]);
  });

  test("a webhook's trigger sends a row, asked by a user of the API", async () => {
    await image.query(
      "supabase_admin",
      `CREATE TABLE public.orders (id int); GRANT ALL ON public.orders TO anon;
       CREATE TRIGGER hook AFTER INSERT ON public.orders FOR EACH ROW
         EXECUTE FUNCTION supabase_functions.http_request('http://example.com', 'POST', '{}', '{}', '1000')`,
    );

    await image.query("supabase_admin", "SET ROLE anon; INSERT INTO public.orders VALUES (7)");

    expect(await image.query("supabase_admin", "SELECT body->'record'->>'id' FROM net.http_request_queue")).toBe("7");
    expect(await image.query("supabase_admin", "SELECT hook_name FROM supabase_functions.hooks")).toBe("hook");
  });

  test("the services' roles have the password, and the database its JWT settings", async () => {
    const roles = "authenticator,pgbouncer,supabase_auth_admin,supabase_functions_admin,supabase_storage_admin";
    expect(
      await image.query(
        "supabase_admin",
        `SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_authid
         WHERE rolpassword IS NOT NULL AND rolname = ANY (string_to_array('${roles}', ','))`,
      ),
    ).toBe(roles);
    expect(await image.query("postgres", "SHOW app.settings.jwt_secret")).toBe("s'ecret");
    expect(await image.query("postgres", "SHOW app.settings.jwt_exp")).toBe("3600");
  });

  test("a setting that the first start wrote into the database is changed by what runs when all is healthy", async () => {
    const manifest = parse(readFileSync(join(FOLDER, version, "manifest.yaml"), "utf8"));
    const run: string = manifest.hooks.healthy[0].run;
    const path = /-f \/docker-entrypoint-initdb\.d\/(\S+)/.exec(run)?.[1] ?? "";
    expect(run).toContain("-U supabase_admin");

    await image.runAgain(path, "supabase_admin", { JWT_EXP: "7200" });

    expect(await image.query("postgres", "SHOW app.settings.jwt_exp")).toBe("7200");
  });

  test("the schemas that the services keep their own in are there, with a superuser's name", async () => {
    const owned = (schema: string, database: string) =>
      image.query("supabase_admin", `SELECT nspowner::regrole FROM pg_namespace WHERE nspname = '${schema}'`, database);
    const own = version === "2024-ten" ? "postgres" : "_supabase";

    expect(await owned("_realtime", "postgres")).toBe("supabase_admin");
    expect(await owned("_analytics", own)).toBe("supabase_admin");
    if (version !== "2024-ten") expect(await owned("_supavisor", own)).toBe("supabase_admin");
  });
}
