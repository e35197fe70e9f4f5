import { expect, test } from "@jest/globals";
import { currentTypeNamed, retiredTypesOf } from "./index.ts";

test.each([
  ["cx11", "fsn1", "cx23"],
  ["cx21", "nbg1", "cx23"],
  ["cx32", "hel1", "cx33"],
  ["cx51", "fsn1", "cx53"],
  ["cx21", "ash", "cpx21"],
  ["cpx31", "fsn1", "cpx32"],
])("%s in %s is %s today, with a warning that says so", (named, region, today) => {
  const { machineType, warning } = currentTypeNamed("hetzner", region, named);

  expect(machineType.name).toBe(today);
  expect(warning).toContain(`hetzner sells ${named} no longer in ${region}: ${today} takes its place`);
  expect(warning).toContain("per month");
});

test("a machine type that is sold is taken as it is, without a warning", () => {
  expect(currentTypeNamed("hetzner", "fsn1", "cx23")).toMatchObject({ machineType: { name: "cx23" } });
  expect(currentTypeNamed("hetzner", "fsn1", "cx23")).not.toHaveProperty("warning");
  expect(currentTypeNamed("hetzner", "ash", "cpx31")).not.toHaveProperty("warning");
  expect(currentTypeNamed("proxmox", "pve7", "vm-4-8").machineType.memoryGib).toBe(8);
});

test("what a region does not sell is refused with what it sells", () => {
  expect(() => currentTypeNamed("hetzner", "ash", "cx23")).toThrow(
    "hetzner does not sell cx23 in ash; it sells cpx11, cpx21, cpx31, cpx41, cpx51, ccx13",
  );
});

test("the names of machine types that are gone from a cloud are known", () => {
  expect(retiredTypesOf("hetzner")).toEqual(["cx11", "cx21", "cx31", "cx41", "cx51", "cx22", "cx32", "cx42", "cx52"]);
});
