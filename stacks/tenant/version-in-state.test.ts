import { expect, test } from "@jest/globals";
import { versionFor as versionOf } from "./version-in-state.ts";

const versionFor = (asked: { templateVersion?: string }, outputs: Record<string, unknown>) =>
  versionOf({ template: "supabase", templates: [], ...asked }, outputs);

function outputsOf(version: string): Record<string, unknown> {
  return {
    url: "https://acme.example.com",
    workload: { template: "supabase", version, project: "fh-t4f2k9", services: ["db"] },
  };
}

test("a new stack takes the template's default, and one that is there stays what it is", () => {
  expect(versionFor({}, {})).toBe("0.7.0");
  expect(versionFor({ templateVersion: "2024-ten" }, {})).toBe("2024-ten");
  expect(versionFor({}, outputsOf("2024-ten"))).toBe("2024-ten");
});

test("another major version of the database is refused, with what to do", () => {
  expect(() => versionFor({ templateVersion: "0.7.0" }, outputsOf("2024-ten"))).toThrow(
    /templateVersion must stay 2024-ten, from which no upgrade leads to 0\.7\.0: .*PostgreSQL.*Make a new tenant of 0\.7\.0/,
  );
});
