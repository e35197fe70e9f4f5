import type { Credential, Operation } from "@freehold/model";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { until } from "@freehold/testing";
import { afterAll, beforeAll } from "@jest/globals";
import { sandboxClouds } from "../compose/sandbox-clouds.ts";
import { hashToken } from "../crypto/token-hash.ts";
import { putApiKey } from "../db/api-keys.ts";
import { ACME, type Answer, makeWorld, type World } from "./world.ts";

/** Keys of organizations beside the operator's. */
export const UMBRELLA = "key-of-the-umbrella-corporation";
export const WAYNE = "key-of-wayne-enterprises";

/** A service on a sandbox that lives as long as a suite, with two organizations that bring accounts of their own. */
export interface CredentialsWorld {
  readonly sandbox: Sandbox;
  readonly world: World;
  /** Gives a credential. @param key @default - the operator's */
  give(key: string | undefined, body: object): Promise<Answer<Credential>>;
  /** What gives a Hetzner project of its own for each name. */
  project(name: string, more?: object): object;
  /** Signs a tenant up and returns which account it is in. */
  accountOf(name: string, key: string): Promise<string>;
  /** Destroys a tenant and waits until it is gone. */
  destroy(name: string, key: string): Promise<void>;
  /** Removes a credential and waits until it is gone. */
  remove(id: string, key?: string): Promise<void>;
  /** All rows of accounts, as text. */
  storedAccounts(): Promise<string>;
}

/** To be called in a suite. */
export function useCredentialsWorld(): CredentialsWorld {
  let sandbox: Sandbox;
  let world: World;
  beforeAll(async () => {
    sandbox = await startSandbox();
    // The emulated clusters are on this machine, where customers' addresses must not lead.
    world = await makeWorld({ clouds: sandboxClouds(sandbox), config: { privateTargets: ["127.0.0.0/8"] } });
    const em = world.service.db.em();
    for (const [organization, key] of [
      ["umbrella", UMBRELLA],
      ["wayne", WAYNE],
    ] as const)
      await putApiKey(em, { id: organization, organization, name: "test", keyHash: hashToken(key) });
  });
  afterAll(async () => {
    await world.close();
    await sandbox.close();
  });

  const remove = async (path: string, as: { key?: string }): Promise<void> => {
    await world.request("DELETE", path, as);
    await until(`${path} to be gone`, async (see) => see(await world.request("GET", path, as)).status === 404);
  };
  return {
    get sandbox() {
      return sandbox;
    },
    get world() {
      return world;
    },
    give: (key, body) => world.request("POST", "/v1/credentials", { body, ...(key !== undefined && { key }) }),
    project: (name, more = {}) => ({
      ...{ cloud: "hetzner", name, access: { token: sandbox.hetzner.newToken(name) } },
      ...more,
    }),
    async accountOf(name, key) {
      const signup = { body: { ...ACME, name }, key };
      const { body } = await world.request<{ operation: Operation }>("POST", "/v1/tenants", signup);
      await operationEnd(world, body.operation.id, key);
      const ofTenant = "select account_id from tenants where name = ? and status <> 'destroyed'";
      const rows = await world.service.db.em().execute<{ account_id: string }[]>(ofTenant, [name]);
      return rows[0]?.account_id ?? "";
    },
    destroy: (name, key) => remove(`/v1/tenants/${name}`, { key }),
    remove: (id, key) => remove(`/v1/credentials/${id}`, key === undefined ? {} : { key }),
    async storedAccounts() {
      return JSON.stringify(await world.service.db.em().execute("select * from cloud_accounts"));
    },
  };
}

async function operationEnd(world: World, id: string, key: string): Promise<void> {
  await until("the operation to end", async (see) => {
    const { body } = see(await world.request<Operation>("GET", `/v1/operations/${id}`, { key }));
    return body.endedAt !== null;
  });
}
