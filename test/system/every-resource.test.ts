import { expect, test } from "@jest/globals";
import { engineReason, withEngine } from "./engine-binary.ts";
import { useSandbox } from "./use-sandbox.ts";

const STACK = ["--stack", "every"];

/** Programs that make every resource of a stand-in once, and what there is at the cloud then. */
const PROGRAMS = [
  ["every-hetzner-resource", ["firewall", "image", "network", "primary_ip", "server", "ssh_key", "volume"]],
  [
    "every-digitalocean-resource",
    ["droplet", "firewall", "image", "project", "reserved_ip", "ssh_key", "tag", "volume", "vpc"],
  ],
  ["every-proxmox-resource", ["pool", "qemu", "snippet"]],
] as const;

withEngine(`every resource of a stand-in${engineReason}`, () => {
  const world = useSandbox(PROGRAMS.map(([program]) => `test/system/programs/${program}/Pulumi.every.yaml`));

  const inventory = async () => (await world.sandbox.inventory()).map(({ type, id }) => `${type} ${id}`).sort();

  test.each(PROGRAMS)(
    "%s: is made, refreshed without a difference, changed in place and removed",
    async (program, types) => {
      const run = (...args: string[]) => world.pulumi(`test/system/programs/${program}`, ...args, ...STACK);
      const settles = async () => {
        await run("up", "--yes", "--skip-preview", "--expect-no-changes");
        await run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
      };
      await run("stack", "init");

      await run("config", "set", "round", "first");
      await run("up", "--yes", "--skip-preview");
      const made = await inventory();
      expect(made.map((item) => item.split(" ")[0])).toEqual(types);
      await settles();

      await run("config", "set", "round", "second");
      await run("up", "--yes", "--skip-preview");
      expect(await inventory()).toEqual(made);
      await settles();

      await run("destroy", "--yes", "--skip-preview");
      expect(await inventory()).toEqual([]);
    },
  );
});
