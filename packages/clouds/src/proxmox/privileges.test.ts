import { expect, test } from "@jest/globals";
import { missingPrivileges, PROXMOX_PRIVILEGES, privilegesNowhere } from "./privileges.ts";

const PLACE = { node: "pve", templateId: 9000, storage: "fast", snippetStorage: "local", bridge: "vmbr0" };
const of = (on: (typeof PROXMOX_PRIVILEGES)[number]["on"]): Record<string, number> =>
  Object.fromEntries(PROXMOX_PRIVILEGES.filter((each) => each.on === on).map(({ names }) => [names[0], 1]));
/** As docs/accounts.md has it granted. */
const GRANTED = {
  "/vms": of("machines"),
  "/storage/fast": of("storage"),
  "/storage/local": of("snippets"),
  "/sdn/zones/localnetwork": of("network"),
  "/nodes/pve": of("node"),
};

test("what the documentation grants is enough, and so is everything at the root", () => {
  expect(missingPrivileges(GRANTED, PLACE)).toEqual([]);
  expect(privilegesNowhere(GRANTED)).toEqual([]);
  const all = Object.fromEntries(PROXMOX_PRIVILEGES.map(({ names }) => [names[0], 1]));
  expect(missingPrivileges({ "/": all }, { ...PLACE, pool: "tenants" })).toEqual([]);
});

test.each(PROXMOX_PRIVILEGES.filter(({ on }) => on !== "pool").map(({ names, on }) => [names[0] ?? "", on] as const))(
  "%s is missed, and its place is named",
  (name) => {
    const without = Object.fromEntries(
      Object.entries(GRANTED).map(([path, granted]) => {
        const { [name]: _, ...rest } = granted;
        return [path, rest];
      }),
    );

    const missing = missingPrivileges(without, PLACE);

    expect(missing).toHaveLength(1);
    expect(missing[0]).toMatch(new RegExp(`^${name}( or VM\\.Monitor)? on /`));
    expect(privilegesNowhere(without)).toHaveLength(1);
  },
);

test("Proxmox VE 8 has another name for what the agent may be asked", () => {
  const { "VM.GuestAgent.Audit": _, ...rest } = of("machines");

  expect(missingPrivileges({ ...GRANTED, "/vms": { ...rest, "VM.Monitor": 1 } }, PLACE)).toEqual([]);
});

test("what is granted for a path alone does not reach below it, and what is granted below replaces what is above", () => {
  const here = Object.fromEntries(Object.keys(of("machines")).map((name) => [name, 0]));

  expect(missingPrivileges({ ...GRANTED, "/vms": here }, PLACE)).toEqual(["VM.Clone on /vms/9000"]);
  expect(missingPrivileges({ ...GRANTED, "/storage/fast": {}, "/storage": of("storage") }, PLACE)).toEqual([
    "Datastore.AllocateSpace on /storage/fast",
    "Datastore.Audit on /storage/fast",
  ]);
});

test("with a pool its privileges may make the machines, and membership is a privilege of its own", () => {
  const { "VM.Clone": clone = 1, ...rest } = of("machines");
  const byPool = { ...GRANTED, "/vms": {}, "/vms/9000": { "VM.Clone": clone }, "/pool/tenants": rest };

  expect(missingPrivileges(byPool, { ...PLACE, pool: "tenants" })).toEqual(["Pool.Allocate on /pool/tenants"]);
});
