import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { until } from "@freehold/testing";
import { expect, test } from "@jest/globals";
import { dockerReason } from "./docker-reason.ts";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";
import { configure, pulumiAgainst } from "./pulumi-command.ts";
import { startSandboxChild } from "./sandbox-child.ts";
import { startServiceChild } from "./service-child.ts";
import { useSandbox } from "./use-sandbox.ts";

const UP = ["up", "--yes", "--skip-preview"];

withEngine(`golden images${engineReason}`, () => {
  const world = useSandbox(["stacks/account/Pulumi.golden.yaml", "stacks/tenant/Pulumi.golden01.yaml"]);

  const typesAt = async (cloud: string) =>
    (await world.sandbox.inventory())
      .filter((item) => item.cloud === cloud)
      .map(({ type }) => type)
      .sort();

  test.each([
    ["hetzner", "fsn1", "server"],
    ["digitalocean", "fra1", "droplet"],
  ])(
    "%s: an account's image is made, outlives its builder, and tenants' machines are provisioned from it",
    async (cloud, region, machine) => {
      const account = ["--stack", "golden"];
      const image = (builder: boolean) => JSON.stringify({ version: "2026-11", region, template: "supabase", builder });
      await world.pulumi("stacks/account", "stack", "init", "golden");
      await configure(world.pulumi, "stacks/account", "golden", {
        cloud,
        sshAllowedFrom: '["127.0.0.0/8"]',
        sshPort: world.sandbox.pulumi.env.FREEHOLD_SSH_PORT ?? "",
        goldenImage: image(true),
      });

      await world.pulumi("stacks/account", ...UP, ...account);
      const withBuilder = await typesAt(cloud);
      expect(withBuilder).toEqual(expect.arrayContaining(["image", machine]));
      await configure(world.pulumi, "stacks/account", "golden", { goldenImage: image(false) });
      await world.pulumi("stacks/account", ...UP, ...account);
      const without = await typesAt(cloud);
      expect(without).toContain("image");
      expect(without).not.toContain(machine);
      await world.pulumi("stacks/account", ...UP, "--expect-no-changes", ...account);

      const imageId = (await world.pulumi("stacks/account", "stack", "output", "goldenImage", ...account)).trim();
      const tenant = ["--stack", "golden01"];
      await world.pulumi("stacks/tenant", "stack", "init", "golden01");
      await configure(world.pulumi, "stacks/tenant", "golden01", {
        name: "golden",
        cloud,
        region,
        tls: "internal",
        image: imageId,
      });
      await world.pulumi("stacks/tenant", ...UP, ...tenant);
      expect(await imagesOfMachines(cloud)).toEqual([imageId]);

      await world.pulumi("stacks/tenant", "destroy", "--yes", "--skip-preview", "--remove", ...tenant);
      await world.pulumi("stacks/account", "destroy", "--yes", "--skip-preview", "--remove", ...account);
      expect(await world.sandbox.inventory()).toEqual([]);
    },
  );

  test("the service makes an image in the background, and later tenants' machines are provisioned from it", async () => {
    const home = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
    const service = await startServiceChild({
      FREEHOLD_HOME: home,
      FREEHOLD_SANDBOX: world.sandbox.file,
      FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
      FREEHOLD_GOLDEN_IMAGES: "supabase",
    });
    try {
      await service.ended((await service.signUp("bare")).operation.id);
      // The builder is gone again, the tenant's own server stays.
      await until("the image to be there and its builder gone", async () => {
        const names = (await world.sandbox.inventory()).map(({ type, name }) => (type === "server" ? name : type));
        return names.includes("image") && !names.includes("fh-golden-builder") ? true : undefined;
      });
      await until("the service to know it", () =>
        service.child.lines.some((line) => line.includes("the account has its golden image")) ? true : undefined,
      );
      await service.ended((await service.signUp("golden")).operation.id);

      const [first, second] = await imagesOfMachines("hetzner");
      const [image] = (await world.sandbox.inventory()).filter(({ type }) => type === "image");
      expect({ first, second }).toEqual({ first: expect.not.stringMatching(`^${image?.id}$`), second: image?.id });
    } finally {
      await service.child.end();
      await rm(home, { recursive: true });
    }
  });

  (dockerReason === "" ? test : test.skip)(
    `a real machine is sealed: Docker is on it and its builder's login is gone${dockerReason}`,
    async () => {
      const real = await startSandboxChild("--machines", "container", "--offline");
      try {
        const build = pulumiAgainst(real);
        const account = ["--stack", "golden"];
        await build("stacks/account", "stack", "init", "golden");
        const settings = {
          cloud: "hetzner",
          sshAllowedFrom: '["127.0.0.0/8"]',
          sshPort: real.pulumi.env.FREEHOLD_SSH_PORT ?? "",
          goldenImage: JSON.stringify({ version: "real", region: "fsn1" }),
        };
        await configure(build, "stacks/account", "golden", settings);

        // freehold-seal ends with an error when cloud-init, Docker or the login's removal fails.
        expect(await build("stacks/account", ...UP, ...account)).toContain("sealed");
        expect((await real.inventory()).map(({ type }) => type)).toContain("image");
      } finally {
        await real.end();
      }
    },
  );

  /** The images that the machines at a cloud were provisioned from, oldest first, as the cloud's API reports them. */
  async function imagesOfMachines(cloud: string): Promise<string[]> {
    const [url, token] =
      cloud === "hetzner"
        ? [`${world.sandbox.hetzner.endpoint}/servers`, world.sandbox.hetzner.token]
        : [`${world.sandbox.digitalocean.endpoint}/droplets`, world.sandbox.digitalocean.token];
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const machines = Object.values((await answer.json()) as Record<string, { image: { id: number } }[]>)[0] ?? [];
    return machines.map(({ image }) => String(image.id));
  }
});
