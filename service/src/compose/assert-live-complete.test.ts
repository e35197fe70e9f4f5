import { expect, test } from "@jest/globals";
import { readConfig } from "../config/config.ts";
import { assertLiveComplete } from "./assert-live-complete.ts";
import { startProcess } from "./start-service.ts";

const SHARED = {
  FREEHOLD_ZONE: "tenants.example.com",
  CLOUDFLARE_API_TOKEN: "c",
  FREEHOLD_SSH_ALLOWED_FROM: "192.0.2.0/24",
};
const check = (env: Record<string, string>): void => {
  const { clouds } = readConfig({ FREEHOLD_CLOUD: "live", ...env });
  if (clouds.kind === "live") assertLiveComplete(clouds);
};

test("a live service without tokens is refused at the start, with every variable that is missing", async () => {
  await expect(startProcess(readConfig({ FREEHOLD_CLOUD: "live" }))).rejects.toMatchObject({
    code: "invalid_request",
    message:
      "FREEHOLD_CLOUD=live needs FREEHOLD_ZONE, CLOUDFLARE_API_TOKEN, FREEHOLD_SSH_ALLOWED_FROM, and a cloud's own (HCLOUD_TOKEN, DIGITALOCEAN_TOKEN, PROXMOX_VE_API_TOKEN, FREEHOLD_DOCKER_HOST), got none",
  });
});

test.each(Object.keys(SHARED))("one without %s is refused, whatever accounts it has", (name) => {
  const { [name as keyof typeof SHARED]: _left, ...rest } = SHARED;

  expect(() => check({ HCLOUD_TOKEN: "h", ...rest })).toThrow(`FREEHOLD_CLOUD=live needs ${name}, got none`);
});

test("one without accounts of its own starts: organizations may bring theirs", () => {
  expect(() => check(SHARED)).not.toThrow();
});
