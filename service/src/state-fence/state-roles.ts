import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { IDLING_LIMITED } from "../db/kernel/database.ts";
import type { Lease } from "../db/lease.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** Roles on the PostgreSQL that holds Pulumi's state: one for each claim of an operation, under which its engine writes. */
export interface StateRoles {
  /**
   * Lets roles be made: gives the state's table to a group of its own, which each role is a member of.
   *
   * @returns Why roles cannot be made with these credentials; undefined when they can
   */
  prepare(): Promise<string | undefined>;
  /** Makes a role that can log in with the password. */
  create(role: Lease, password: string): Promise<void>;
  /** Takes its login away, ends its sessions, removes it. One that is not there is fine. */
  drop(role: Lease): Promise<void>;
  list(): Promise<Lease[]>;
  nameOf(role: Lease): string;
  close(): Promise<void>;
}

const PREFIX = "fh";
const ALONE = "select pg_advisory_xact_lock(hashtext('freehold_state_roles'))";

/**
 * Roles are of the whole server: those of another service, or of another state on it, have other names.
 *
 * @param backendUrl Of Pulumi's PostgreSQL backend; its parameter `table` names the table, `pulumi_state` by default
 * @param installation Id of this service
 */
export function createStateRoles(backendUrl: string, installation: string): StateRoles {
  const url = new URL(backendUrl);
  const table = url.searchParams.get("table") ?? "pulumi_state";
  url.searchParams.delete("table");
  const group = `${PREFIX}_state_${digest(`${url.pathname} ${table}`)}`;
  const mark = digest(`${installation} ${url.pathname} ${table}`);
  const nameOf = ({ operationId, fencingToken }: Lease): string => `${PREFIX}_${mark}_${operationId}_${fencingToken}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 2, application_name: "freehold-state-roles" });
  // A connection that breaks fails the query that is under way, and is recreated by the next.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));

  /** One transaction at a time among all processes: PostgreSQL refuses changes of one role that meet. */
  const alone = async <Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> => {
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query(`set local ${IDLING_LIMITED}`);
      await client.query(ALONE);
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  };

  return {
    nameOf,
    async prepare() {
      try {
        return await alone((client) => prepareGroup(client, group, table));
      } catch (error) {
        // Access rules, class 42: these credentials cannot. Anything else is for the caller.
        if (error instanceof pg.DatabaseError && error.code?.startsWith("42")) return error.message;
        throw error;
      }
    },
    create: (role, password) =>
      alone(async (client) => {
        const name = quoted(nameOf(role));
        await client.query(
          `create role ${name} login password ${literal(scramVerifier(password))} in role ${quoted(group)}`,
        );
        // Without being a member of it, none but a superuser could end its sessions.
        await client.query(`grant ${name} to current_user`);
      }),
    async drop(role) {
      const name = nameOf(role);
      if (await alone((client) => takeLogin(client, name))) await alone((client) => dropRole(client, name));
    },
    async list() {
      const { rows } = await pool.query<{ rolname: string }>(
        "select rolname from pg_roles where starts_with(rolname, $1)",
        [`${PREFIX}_${mark}_`],
      );
      return rows.flatMap(({ rolname }) => leaseOf(rolname) ?? []);
    },
    close: () => pool.end(),
  };
}

/** A password that nobody has to type or escape. */
export function newRolePassword(): string {
  return randomBytes(24).toString("base64url");
}

async function prepareGroup(client: pg.PoolClient, group: string, table: string): Promise<string | undefined> {
  const { rows } = await client.query<{ may: boolean }>(
    "select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user",
  );
  if (rows[0]?.may !== true) return "its user has no CREATEROLE";
  const { rowCount } = await client.query("select 1 from pg_roles where rolname = $1", [group]);
  if (rowCount === 0) await client.query(`create role ${quoted(group)} nologin`);
  await client.query(`grant ${quoted(group)} to current_user`);
  // As the engine makes it, and asks for at every start: only who owns the table may ask for its index.
  await client.query(
    `create table if not exists ${quoted(table)} (key text primary key, data json not null, updated_at timestamptz not null default now())`,
  );
  await client.query(
    `create index if not exists ${quoted(`${table}_key_prefix_idx`)} on ${quoted(table)} (key text_pattern_ops)`,
  );
  const { rows: schemas } = await client.query<{ schema: string }>("select current_schema() as schema");
  await client.query(`grant usage, create on schema ${quoted(schemas[0]?.schema ?? "public")} to ${quoted(group)}`);
  await client.query(`alter table ${quoted(table)} owner to ${quoted(group)}`);
  return undefined;
}

/** False for a role that is not there. */
async function takeLogin(client: pg.PoolClient, name: string): Promise<boolean> {
  const { rowCount } = await client.query("select 1 from pg_roles where rolname = $1", [name]);
  if (rowCount === 0) return false;
  await client.query(`alter role ${quoted(name)} nologin`);
  return true;
}

/** Its login was taken from it. */
async function dropRole(client: pg.PoolClient, name: string): Promise<void> {
  // No new session can begin; the wait is for a backend to notice, and is over in milliseconds.
  await client.query("select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = $1", [name]);
  await client.query(`drop role if exists ${quoted(name)}`);
}

function leaseOf(name: string): Lease | undefined {
  const [, operationId, token] = /^fh_[0-9a-f]{8}_(.+)_(\d+)$/.exec(name) ?? [];
  return operationId === undefined ? undefined : { operationId, fencingToken: Number(token) };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}

function literal(text: string): string {
  return pg.escapeLiteral(text);
}
