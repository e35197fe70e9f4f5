import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { DependencyProviderResource, DependencyResource } from "@pulumi/pulumi/resource.js";
import { mendDeletedWith } from "./mend-deleted-with.ts";

const MACHINE = "urn:pulumi:dev::shop::freehold:index:TenantServer::acme";

test("a URN that Pulumi cut as if it were a provider's is whole again", async () => {
  expect(await urnOf(new DependencyProviderResource(MACHINE))).toBe(MACHINE);
});

test("a whole URN stays", async () => {
  expect(await urnOf(new DependencyResource(MACHINE))).toBe(MACHINE);
});

test("without the option there is none", () => {
  expect(mendDeletedWith({ protect: true })).toEqual({ protect: true });
});

function urnOf(deletedWith: pulumi.Resource): Promise<string> {
  const urn = mendDeletedWith({ deletedWith }).deletedWith?.urn;
  return new Promise((resolve) => pulumi.output(urn).apply((known) => resolve(known ?? "")));
}
