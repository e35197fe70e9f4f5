import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { StackOutputs } from "@freehold/model";
import { SharedHostOutputs } from "@freehold/stack-shared-host/contract";
import { expect, test } from "@jest/globals";
import { configOf, readEarlierState } from "../earlier/earlier-state.ts";
import { serveFreeNames } from "../earlier/serve-free-names.ts";
import { engineReason, withEngine } from "./engine-binary.ts";
import { ONE_TENANT } from "./one-tenant.ts";
import { configure, pulumiAgainst } from "./pulumi-command.ts";
import { useSandbox } from "./use-sandbox.ts";

/** What one tenant is at the clouds; Hetzner makes the two addresses with the server, and takes them away with it. */

withEngine(`the command line${engineReason}`, () => {
  const world = useSandbox([
    "stacks/tenant/Pulumi.cliacme01.yaml",
    "stacks/tenant/Pulumi.clibad01.yaml",
    "stacks/tenant/Pulumi.thand1.yaml",
    "stacks/shared-host/Pulumi.clihost1.yaml",
    "examples/hetzner-supabase/Pulumi.example.yaml",
    "test/system/programs/default-providers/Pulumi.default.yaml",
  ]);

  async function stackOf(
    folder: string,
    stack: string,
  ): Promise<{ types: string[]; outputs: Record<string, unknown> }> {
    const state = JSON.parse(await world.pulumi(folder, "stack", "export", "--stack", stack)) as {
      deployment: { resources: { type: string }[] };
    };
    const outputs = JSON.parse(
      await world.pulumi(folder, "stack", "output", "--json", "--show-secrets", "--stack", stack),
    );
    return { types: state.deployment.resources.map(({ type }) => type), outputs };
  }

  test("`pulumi up` in stacks/tenant builds a tenant, a second one changes nothing, `destroy` leaves nothing", async () => {
    const stack = ["--stack", "cliacme01"];
    await world.pulumi("stacks/tenant", "stack", "init", "cliacme01");
    const settings = { name: "cliacme", cloud: "hetzner", region: "fsn1", tls: "internal" };
    await configure(world.pulumi, "stacks/tenant", "cliacme01", settings);

    const preview = await world.pulumi("stacks/tenant", "preview", "--json", ...stack);
    expect(await world.sandbox.inventory()).toEqual([]);
    expect(JSON.parse(preview).changeSummary.create).toBeGreaterThan(5);

    await world.pulumi("stacks/tenant", "up", "--yes", "--skip-preview", ...stack);
    const built = await stackOf("stacks/tenant", "cliacme01");
    expect(StackOutputs.parse(built.outputs)).toMatchObject({
      url: `https://cliacme.${world.sandbox.cloudflare.zone}`,
    });
    expect(built.types).toEqual(
      expect.arrayContaining([
        "freehold:index:TenantServer",
        "freehold:index:TenantDns",
        "freehold:index:SupabaseStack",
        "hcloud:index/server:Server",
        "cloudflare:index/dnsRecord:DnsRecord",
      ]),
    );
    expect((await world.sandbox.inventory()).map(({ type }) => type).sort()).toEqual(ONE_TENANT);

    await world.pulumi("stacks/tenant", "up", "--yes", "--skip-preview", "--expect-no-changes", ...stack);
    await world.pulumi("stacks/tenant", "refresh", "--yes", "--skip-preview", "--expect-no-changes", ...stack);
    await world.pulumi("stacks/tenant", "config", "set", "templateVersion", "2024-ten", ...stack);
    await expect(world.pulumi("stacks/tenant", "preview", ...stack)).rejects.toThrow(
      "freehold-tenant:templateVersion must stay 0.7.0, from which no upgrade leads to 2024-ten",
    );
    await world.pulumi("stacks/tenant", "config", "rm", "templateVersion", ...stack);

    await world.pulumi("stacks/tenant", "destroy", "--yes", "--skip-preview", ...stack);
    expect(await world.sandbox.inventory()).toEqual([]);
  });

  test("`pulumi preview` of a tenant that 65e8db1 built by `pulumi up` keeps every output and secret", async () => {
    const state = readEarlierState("by-hand");
    const { env } = world.sandbox.pulumi;
    const own = { env: { ...env, PULUMI_CONFIG_PASSPHRASE: state.passphrase } };
    const pulumi = pulumiAgainst({ ...world.sandbox, pulumi: own });
    const names = await serveFreeNames();
    const settings = { ...configOf(state), "cloudflare:baseUrl": { value: names.endpoint } };
    const values = Object.entries(settings).map(([key, { value }]) => [key, value]);
    const file = path.join(await mkdtemp(path.join(tmpdir(), "freehold-state-")), "state.json");
    await writeFile(file, JSON.stringify(state.export));
    await pulumi("stacks/tenant", "stack", "init", "thand1");
    await configure(pulumi, "stacks/tenant", "thand1", Object.fromEntries(values));
    await pulumi("stacks/tenant", "stack", "import", "--file", file, "--stack", "thand1");

    const preview = await pulumi("stacks/tenant", "preview", "--diff", "--show-secrets", "--stack", "thand1");

    names.close();
    await rm(path.dirname(file), { recursive: true });
    const [resources = "", outputs = ""] = preview.split("--outputs:--");
    expect(resources).toContain("command:remote:Command: (update)");
    expect(resources).not.toMatch(/\((replace|delete|create-replacement|delete-replaced)\)/);
    // Of a database that is closed no address is shown, and that in the credentials is the tunnel's.
    expect(changedIn(outputs)).toEqual(["~ credentials", "~ endpoints", "- database"]);
  });

  test("a setting that is missing or wrong is named with its remedy before anything is built", async () => {
    await world.pulumi("stacks/tenant", "stack", "init", "clibad01");
    await world.pulumi("stacks/tenant", "config", "set", "name", "My Shop", "--stack", "clibad01");

    const failure = await world.pulumi("stacks/tenant", "up", "--yes", "--skip-preview", "--stack", "clibad01").then(
      () => "no failure",
      (error: Error) => error.message,
    );

    expect(failure).toContain("freehold-tenant:name must be 3 to 40 characters");
    expect(failure).toContain('got "My Shop"');
    expect(failure).toContain(
      "freehold-tenant:cloud is not set; run `pulumi config set freehold-tenant:cloud <value>`",
    );
    expect(await world.sandbox.inventory()).toEqual([]);
  });

  test("`pulumi up` in stacks/shared-host makes a host with an edge, `destroy` leaves nothing", async () => {
    const stack = ["--stack", "clihost1"];
    await world.pulumi("stacks/shared-host", "stack", "init", "clihost1");
    const settings = { cloud: "hetzner", region: "fsn1", name: "h1", tls: "internal" };
    await configure(world.pulumi, "stacks/shared-host", "clihost1", settings);

    await world.pulumi("stacks/shared-host", "up", "--yes", "--skip-preview", ...stack);
    const { outputs } = await stackOf("stacks/shared-host", "clihost1");
    expect(SharedHostOutputs.parse(outputs)).toMatchObject({
      host: { id: "clihost1", cloud: "hetzner", edge: true, zone: world.sandbox.cloudflare.zone },
      dns: [{ name: `h1.${world.sandbox.cloudflare.zone}` }, { name: `*.h1.${world.sandbox.cloudflare.zone}` }],
    });
    await world.pulumi("stacks/shared-host", "up", "--yes", "--skip-preview", "--expect-no-changes", ...stack);

    await world.pulumi("stacks/shared-host", "destroy", "--yes", "--skip-preview", ...stack);
    expect(await world.sandbox.inventory()).toEqual([]);
  });

  test("a program without a provider of its own runs on the environment that the sandbox prints", async () => {
    const run = (...args: string[]) =>
      world.pulumi("test/system/programs/default-providers", ...args, "--stack", "default");
    await run("stack", "init");

    await run("up", "--yes", "--skip-preview");
    const { outputs } = await stackOf("test/system/programs/default-providers", "default");
    expect(outputs).toEqual({ imageType: "app", networkZone: "eu-central" });
    const types = (await world.sandbox.inventory()).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(["droplet", "dns_record", "pool", "server"]));
    await run("up", "--yes", "--skip-preview", "--expect-no-changes");

    await run("destroy", "--yes", "--skip-preview");
    expect(await world.sandbox.inventory()).toEqual([]);
  });

  test("the example of the README builds and removes what it says", async () => {
    await world.pulumi("examples/hetzner-supabase", "stack", "init", "example");
    const settings = {
      zone: world.sandbox.cloudflare.zone,
      sshPort: world.sandbox.pulumi.env.FREEHOLD_SSH_PORT ?? "",
      sshAllowedFrom: '["127.0.0.0/8"]',
    };
    await configure(world.pulumi, "examples/hetzner-supabase", "example", settings);

    await world.pulumi("examples/hetzner-supabase", "up", "--yes", "--skip-preview", "--stack", "example");
    const types = (await world.sandbox.inventory()).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(["server", "dns_record"]));

    await world.pulumi("examples/hetzner-supabase", "destroy", "--yes", "--skip-preview", "--stack", "example");
    expect(await world.sandbox.inventory()).toEqual([]);
  });
});

/** What a `preview --diff` says of outputs: those that are changed, new or gone, and what is in them. */
function changedIn(outputs: string): string[] {
  return [...outputs.matchAll(/^ *([-+~] \w+)(?= *:)/gm)].map(([, line = ""]) => line);
}
