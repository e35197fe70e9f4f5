import { type CloudAccess, createInventory, foreignRecord } from "@freehold/clouds";
import { expect, test } from "@jest/globals";
import { engineReason, withEngine } from "./engine-binary.ts";
import { configure } from "./pulumi-command.ts";
import { useSandbox } from "./use-sandbox.ts";

const PROGRAM = "test/system/programs/names";
/** Stacks' names are the tenants' ids; one begins as the other. */
const [OURS, OTHERS] = ["tenant1", "tenant12"] as const;

withEngine(`a tenant's names${engineReason}`, () => {
  const world = useSandbox([OURS, OTHERS].map((stack) => `${PROGRAM}/Pulumi.${stack}.yaml`));

  const zoneAt = (provider: string) =>
    provider === "route53" ? world.sandbox.route53.zone : world.sandbox.cloudflare.zone;
  const accessTo = (provider: string): Extract<CloudAccess, { cloud: "cloudflare" | "route53" }> =>
    provider === "route53"
      ? { cloud: "route53", ...world.sandbox.route53 }
      : { cloud: "cloudflare", ...world.sandbox.cloudflare };

  async function settle(stack: string, settings: Record<string, string>): Promise<void> {
    await world.pulumi(PROGRAM, "stack", "select", "--create", stack);
    await configure(world.pulumi, PROGRAM, stack, settings);
  }
  const up = (stack: string, ...more: string[]) =>
    world.pulumi(PROGRAM, "up", "--yes", "--skip-preview", "-s", stack, ...more);
  const failureOf = (command: Promise<string>) =>
    command.then(
      () => "none",
      (error: Error) => error.message,
    );
  const addresses = async (stack: string) =>
    (JSON.parse(await world.pulumi(PROGRAM, "stack", "output", "--json", "-s", stack)) as { records: unknown }).records;

  test.each(["cloudflare", "route53"])(
    "at %s they are made once, changed in place, distinguished from those of others, never joined, and removed",
    async (provider) => {
      const zone = zoneAt(provider);
      const inventory = createInventory(accessTo(provider));
      const held = async (tenant: string) =>
        (await inventory.listTenantResources(tenant)).map(({ name }) => name).sort();
      const names = [`*.acme.${zone}`, `*.acme.${zone}`, `acme.${zone}`, `acme.${zone}`];
      await settle(OURS, { provider, zone, ipv4: "192.0.2.1" });

      await up(OURS);
      expect(await held(OURS)).toEqual(names);
      await up(OURS, "--refresh", "--expect-no-changes");
      await settle(OURS, { ipv4: "192.0.2.2" });
      await up(OURS);
      expect(await addresses(OURS)).toContainEqual({ name: `acme.${zone}`, type: "A", value: "192.0.2.2" });
      const made = await world.sandbox.inventory();
      expect(await foreignRecord(accessTo(provider), `acme.${zone}`, OURS)).toBeUndefined();
      expect(await foreignRecord(accessTo(provider), `acme.${zone}`, OTHERS)).toBe("A 192.0.2.2");

      await settle(OTHERS, { provider, zone, ipv4: "192.0.2.3" });
      const failure = await failureOf(up(OTHERS));
      expect(failure).toMatch(
        provider === "route53" ? /conflict|weighted|already exists|cannot be created/ : /dns_record_taken/,
      );
      expect(await held(OTHERS)).toEqual([]);
      expect(await world.sandbox.inventory()).toEqual(made);

      for (const stack of [OTHERS, OURS])
        await world.pulumi(PROGRAM, "destroy", "--yes", "--skip-preview", "-s", stack);
      expect(await world.sandbox.inventory()).toEqual([]);
    },
  );
});
