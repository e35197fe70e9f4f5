import { expect, test } from "@jest/globals";
import { generateMasterKey } from "../crypto/master-keys.ts";
import { readConfig } from "./config.ts";

const SHARED = {
  DATABASE_URL: "postgres://db/freehold",
  FREEHOLD_MASTER_KEY: generateMasterKey(),
  FREEHOLD_ADMIN_KEY: "key-of-the-operator",
  PULUMI_BACKEND_URL: "postgres://db/state",
  FREEHOLD_SANDBOX: "/srv/sandbox.json",
};

test.each(["api", "worker"])("a process that is %s alone is taken when all is shared", (role) => {
  expect(readConfig({ ...SHARED, FREEHOLD_ROLE: role }).role).toBe(role);
});

test.each([
  ["api", "DATABASE_URL", "the embedded database is one process's own"],
  ["worker", "DATABASE_URL", "the embedded database is one process's own"],
  ["api", "FREEHOLD_MASTER_KEY", "each process would make a key of its own"],
  ["worker", "FREEHOLD_MASTER_KEY", "each process would make a key of its own"],
  ["api", "FREEHOLD_ADMIN_KEY", "each process would make a key of its own"],
  ["worker", "PULUMI_BACKEND_URL", "a tenant's state in one worker's folder is not there for the next"],
  ["worker", "FREEHOLD_SANDBOX", "a sandbox in one process is not there for the others"],
] as const)("FREEHOLD_ROLE=%s without %s is refused with the reason", (role, setting, reason) => {
  const { [setting]: _left, ...rest } = SHARED;

  expect(() => readConfig({ ...rest, FREEHOLD_ROLE: role })).toThrow(
    `FREEHOLD_ROLE=${role} needs ${setting}: ${reason}, got none`,
  );
});

test("a worker has no need of the operator's key, nor an API of the state", () => {
  const { FREEHOLD_ADMIN_KEY: _key, ...worker } = SHARED;
  const { PULUMI_BACKEND_URL: _state, ...api } = SHARED;

  expect(readConfig({ ...worker, FREEHOLD_ROLE: "worker" }).role).toBe("worker");
  expect(readConfig({ ...api, FREEHOLD_ROLE: "api" }).role).toBe("api");
});

test("another role is refused with those that there are", () => {
  expect(() => readConfig({ FREEHOLD_ROLE: "boss" })).toThrow(/FREEHOLD_ROLE .*"all"\|"api"\|"worker".*, got "boss"/);
});
