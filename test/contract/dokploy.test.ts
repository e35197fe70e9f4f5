import { startSandbox } from "@freehold/sandbox";
import { expect } from "@jest/globals";
import { dokploySpec } from "./dokploy-spec.ts";
import { specsDir, testWith } from "./environment.ts";
import { builtOperations, createProver, type Prover } from "./prover.ts";

const testWithSpecs = testWith(specsDir, "FREEHOLD_SPECS_DIR names no folder with the vendors' specifications");

const KEY = {
  name: "tenants",
  description: "managed-by=freehold",
  privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n",
  publicKey: "ssh-ed25519 AAAA",
  organizationId: "mine",
};

/** Columns of the product's table `server`, beside its metrics. */
const COLUMNS = [
  ...["serverId", "name", "description", "ipAddress", "port", "username", "appName", "enableDockerCleanup"],
  ...["buildsConcurrency", "createdAt", "organizationId", "serverStatus", "serverType", "command", "sshKeyId"],
];

testWithSpecs("every built operation of Dokploy takes and refuses what the product's document says", async (specs) => {
  const sandbox = await startSandbox({ dockerHost: false });
  try {
    const { endpoint, apiKey } = sandbox.dokploy;
    const spec = dokploySpec(specs);
    const send = async (method: string, url: string, body: unknown) => {
      const headers = { "x-api-key": apiKey, "content-type": "application/json" };
      const answer = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
      return { status: answer.status, text: await answer.text() };
    };
    const prover = createProver(endpoint, apiKey, spec.check, send);

    await drive({
      ...prover,
      call(route, values, status, options = {}) {
        // What the document refuses must be refused here, and the other way round.
        const isAsWritten = spec.problemsOfBody(route, options.body).length === 0;
        expect({ route, isAsWritten }).toEqual({ route, isAsWritten: status !== 400 });
        return prover.call(route, values, status, options);
      },
    });

    expect([...prover.proven].sort()).toEqual((await builtOperations(sandbox.control.endpoint, "dokploy")).sort());
    expect(await sandbox.inventory()).toEqual([]);
    expect((await fetch(`${endpoint}/server.all`, { headers: { "x-api-key": "other" } })).status).toBe(401);
    expect((await send("GET", `${endpoint}/project.all`, undefined)).status).toBe(501);
  } finally {
    await sandbox.close();
  }
});

async function drive({ call }: Prover): Promise<void> {
  await call("POST /sshKey.create", [], 200, { body: KEY });
  await call("POST /sshKey.create", [], 400, { body: { ...KEY, name: "" } });
  const sshKeyId = (await call("GET /sshKey.all", [], 200)).at("0.sshKeyId");
  await call("GET /sshKey.one", [], 200, { query: `?sshKeyId=${sshKeyId}` });
  await call("GET /sshKey.one", [], 404, { query: "?sshKeyId=x" });

  const order = {
    ...{ name: "fh-t1", description: "managed-by=freehold freehold-tenant=t1", ipAddress: "192.0.2.1", port: 22 },
    ...{ username: "root", sshKeyId, serverType: "deploy" },
  };
  const { serverType: _missing, ...incomplete } = order;
  const serverId = (await call("POST /server.create", [], 200, { body: order })).at("serverId");
  await call("POST /server.create", [], 400, { body: incomplete });
  const one = await call("GET /server.one", [], 200, { query: `?serverId=${serverId}` });
  for (const column of COLUMNS) expect({ column, value: one.at(column) }).not.toEqual({ column, value: undefined });
  expect(one.at("sshKey.privateKey")).toBe("");
  await call("GET /server.one", [], 404, { query: "?serverId=x" });
  await call("POST /server.update", [], 200, { body: { ...order, serverId, name: "renamed" } });
  expect((await call("GET /server.all", [], 200)).at("0.name")).toBe("renamed");
  await call("POST /sshKey.remove", [], 200, { body: { sshKeyId } });
  await call("POST /server.remove", [], 200, { body: { serverId } });
  await call("POST /server.remove", [], 400, { body: {} });
}
