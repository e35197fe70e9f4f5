import { expect, test } from "@jest/globals";
import { startChild } from "./child.ts";
import { dockerReason } from "./docker-engine.ts";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";
import { freePort } from "./sandbox-child.ts";

const withDocker = dockerReason === "" ? test : test.skip;

/** The last line of `npm run demo -- --once --json`. */
interface DemoResult {
  tenant: { id: string; name: string; status: string; url: string };
  operation: { id: string; kind: string; status: string; stages: { name: string; ms: number }[]; ms: number };
  resources: { type: string; name: string }[];
  outputs: Record<string, unknown>;
  destroyed: boolean;
  leftovers: unknown[];
}

/** The clouds, with the type of what the machine is there. */
const CLOUDS = [
  ["hetzner", "hcloud:index/server:Server"],
  ["digitalocean", "digitalocean:index/droplet:Droplet"],
  ["proxmox", "proxmoxve:index/vmLegacy:VmLegacy"],
  ["docker", "freehold:index:DockerSlot"],
] as const;

withEngine(`the demo${engineReason}`, () => {
  for (const [cloud, machineType] of CLOUDS) {
    test(`signs a tenant up at ${cloud} on simulated machines, destroys it and finds nothing left`, async () => {
      const { status, result, errors } = await demo("--cloud", cloud);

      expect({ status, errors: status === 0 ? "" : errors }).toEqual({ status: 0, errors: "" });
      expectCompleteLife(result, cloud, machineType);
    }, 120_000);

    withDocker(
      `does the same at ${cloud} on a real machine${dockerReason}`,
      async () => {
        const { status, result } = await demo("--cloud", cloud, "--machines", "container");

        expect(status).toBe(0);
        expectCompleteLife(result, cloud, machineType);
      },
      900_000,
    );
  }

  test("a template that this version cannot run is refused with those that it can, and the exit status says so", async () => {
    const { status, errors } = await demo("--template", "dokploy");

    expect(status).toBe(1);
    expect(errors).toContain("supabase");
  }, 120_000);
});

async function demo(...args: string[]): Promise<{ status: number | null; result: DemoResult; errors: string }> {
  const child = startChild("service/src/demo/main.ts", ["--once", "--json", ...args], {
    FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
    FREEHOLD_SSH_PORT: String(await freePort()),
  });
  const status = await child.exited();
  const last = child.lines.at(-1);
  return { status, result: JSON.parse(last ?? "null") as DemoResult, errors: child.errors() };
}

function expectCompleteLife(result: DemoResult, cloud: string, machineType: string): void {
  expect(result.tenant).toMatchObject({ name: "acme", status: "active" });
  expect(result.operation).toMatchObject({ kind: "create", status: "succeeded" });
  const stages = ["initialise", "allocate", "configure", "provision", "verify", "complete"];
  expect(result.operation.stages.map(({ name }) => name)).toEqual(stages);
  const types = result.resources.map(({ type }) => type);
  expect(types).toEqual(
    expect.arrayContaining([machineType, "cloudflare:index/dnsRecord:DnsRecord", "freehold:index:SupabaseStack"]),
  );
  expect(result.outputs).toMatchObject({ sshPrivateKey: "***", url: result.tenant.url, machine: { cloud } });
  expect(result).toMatchObject({ destroyed: true, leftovers: [] });
}
