import { resourceName, tenantLabels } from "@freehold/model";
import { Provider, Server, SshKey } from "@pulumi/hcloud";
import { Config, getStack } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";

/** One server with its key at the Hetzner of the sandbox, labelled as a tenant's. */
export async function program(): Promise<Record<string, unknown>> {
  const config = new Config();
  const hcloud = new Config("hcloud");
  const tenantId = getStack();
  const labels = tenantLabels({ tenantId, organization: "org1", operation: "op1" });
  const provider = new Provider("hetzner", {
    token: hcloud.requireSecret("token"),
    endpoint: hcloud.require("endpoint"),
    pollInterval: "20ms",
  });
  const password = new RandomPassword("password", { length: 24, special: false });
  const key = new SshKey(
    "key",
    { name: resourceName(tenantId, "key"), publicKey: config.require("publicKey"), labels },
    { provider },
  );
  const server = new Server(
    "server",
    {
      name: resourceName(tenantId, "server"),
      serverType: "cx23",
      location: config.get("location") ?? "fsn1",
      image: "debian-12",
      sshKeys: [key.id],
      labels,
    },
    // As the product's: no cloud reports with which keys a machine was provisioned.
    { provider, protect: config.getBoolean("protect") ?? false, ignoreChanges: ["sshKeys"] },
  );
  return { serverId: server.id, password: password.result };
}
