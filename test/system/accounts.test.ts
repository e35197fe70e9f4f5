import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Credential } from "@freehold/model";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";
import { freePort } from "./sandbox-child.ts";
import { type ServiceChild, startServiceChild } from "./service-child.ts";

withEngine(`two accounts at one cloud${engineReason}`, () => {
  let sandbox: Sandbox;
  let service: ServiceChild;
  let home: string;
  let secondToken: string;

  beforeAll(async () => {
    sandbox = await startSandbox({ sshPort: await freePort() });
    secondToken = sandbox.hetzner.newToken("second");
    home = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
    const file = path.join(home, "sandbox.json");
    const pulumi = { env: { FREEHOLD_SSH_PORT: String(sandbox.sshPort) } };
    await writeFile(file, JSON.stringify({ ...sandbox, pulumi }));
    const settings = { FREEHOLD_HOME: home, FREEHOLD_SANDBOX: file, FREEHOLD_PULUMI_BIN: pulumiBin ?? "" };
    service = await startServiceChild(settings);
  });

  afterAll(async () => {
    await service.child.end();
    await sandbox.close();
    await rm(home, { recursive: true });
  });

  /** How many there are of a kind in the project that a token opens. */
  async function count(token: string, collection: string): Promise<number> {
    const answer = await fetch(`${sandbox.hetzner.endpoint}/${collection}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = (await answer.json()) as Record<string, unknown[]>;
    return body[collection]?.length ?? -1;
  }
  const countAll = async (token: string) =>
    Promise.all(["servers", "ssh_keys", "firewalls"].map((collection) => count(token, collection)));

  test("each gets tenants, keys and a firewall of its own, and is empty again when its credential is removed", async () => {
    const given = await service.request<Credential>("POST", "/v1/credentials", {
      cloud: "hetzner",
      name: "second project",
      owner: "platform",
      access: { token: secondToken },
    });
    for (const name of ["anna", "bert"]) {
      const { operation } = await service.signUp(name);
      expect(await service.ended(operation.id)).toMatchObject({ status: "succeeded", failure: null });
    }
    const built = [await countAll(sandbox.hetzner.token), await countAll(secondToken)];

    const profiles = built[0]?.[2] ?? 0;

    const refused = await service.request("DELETE", `/v1/credentials/${given.body.id}`);
    for (const name of ["anna", "bert"])
      expect(await service.destroy(name)).toMatchObject({ status: "succeeded", failure: null });
    const removed = await service.request("DELETE", `/v1/credentials/${given.body.id}`);
    await until("the credential to be gone", async () => {
      const { status } = await service.request("GET", `/v1/credentials/${given.body.id}`);
      return status === 404;
    });

    expect(given.status).toBe(201);
    expect(profiles).toBeGreaterThan(0);
    expect(built).toEqual([
      [1, 1, profiles],
      [1, 1, profiles],
    ]);
    expect(refused).toMatchObject({ status: 409, body: { code: "credential_in_use" } });
    expect(removed.status).toBe(202);
    expect(await countAll(secondToken)).toEqual([0, 0, 0]);
    expect(await countAll(sandbox.hetzner.token)).toEqual([0, 0, profiles]);
    expect(JSON.stringify([given, refused, removed]) + service.child.lines.join()).not.toContain(secondToken);
  });
});
