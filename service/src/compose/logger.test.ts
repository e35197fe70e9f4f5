import { generateKeyPairSync } from "node:crypto";
import { FreeholdError } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { readConfig } from "../config/config.ts";
import { SETTING_ENTRIES } from "../config/setting-groups.ts";
import { createLogger, secretsOf } from "./logger.ts";

const CANARY = "canary-of-a-setting";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const KEY = privateKey.export({ type: "pkcs1", format: "pem" }).toString();

/** Secret settings that have a form, with the canary as their secret part; of a key all lines are secret. */
const FORMS: Readonly<Record<string, string>> = {
  DATABASE_URL: `postgres://freehold:${CANARY}@db/freehold`,
  PULUMI_BACKEND_URL: `postgres://freehold:${CANARY}@db/state`,
  PROXMOX_VE_SSH_PRIVATE_KEY: KEY,
  FREEHOLD_DOCKER_SSH_PRIVATE_KEY: KEY,
  PROXMOX_VE_API_TOKEN: `root@pam!freehold=${CANARY}`,
};

/** What the secret ones go with. */
const LIVE = { FREEHOLD_CLOUD: "live", DOKPLOY_URL: "https://dokploy.example.com", AWS_ACCESS_KEY_ID: "AKIA" };

test("secret fields are not written, however deep they stand in what is logged", () => {
  const lines: string[] = [];
  const log = createLogger("info", { write: (line) => void lines.push(line) });

  log.info(
    { token: "hunter2", request: { headers: { authorization: "Bearer hunter2" } }, config: { a: "hunter2" } },
    "x",
  );

  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("hunter2");
  expect(lines[0]).toContain("***");
});

test("a secret is not written in a sentence either, by its form or because it is a setting", () => {
  const lines: string[] = [];
  const log = createLogger("info", { write: (line) => void lines.push(line) }, ["canary-of-the-settings"]);

  log.info(
    { err: new Error("postgres://u:hunter2pass@db/x refused canary-of-the-settings") },
    "with Bearer abcdefgh12345",
  );

  expect(lines.join()).not.toMatch(/hunter2pass|canary-of-the-settings|abcdefgh12345/);
  expect(() => JSON.parse(lines[0] ?? "")).not.toThrow();
});

test.each(SETTING_ENTRIES.filter(({ secret }) => secret === true))(
  "$name is a secret setting: its value is not written, whatever speaks of it",
  ({ name }) => {
    const value = FORMS[name] ?? CANARY;
    const secrets = secretsOf(readConfig({ ...LIVE, DOKPLOY_API_KEY: "not-planted", [name]: value }));
    const lines: string[] = [];

    createLogger("info", { write: (line) => void lines.push(line) }, secrets).info({ said: `it took ${value}` }, value);

    expect(lines).toHaveLength(1);
    for (const secret of [CANARY, ...KEY.split("\n").slice(1, 3)]) expect(lines[0]).not.toContain(secret);
  },
);

test("a foreseen failure is logged by what it says, without a stack; a bug with one", () => {
  const lines: { err: Record<string, unknown> }[] = [];
  const log = createLogger("info", { write: (line) => void lines.push(JSON.parse(line)) });

  log.warn({ err: new FreeholdError("cloud_capacity", "no machine", { nextStep: "wait", cause: new Error("412") }) });
  log.error({ err: new TypeError("x is undefined") });

  expect(lines[0]?.err).toEqual({ code: "cloud_capacity", message: "no machine", nextStep: "wait", cause: "412" });
  expect(lines[1]?.err.stack).toContain("logger.test.ts");
});
