import { expect, test } from "@jest/globals";
import { readConfig } from "../config/config.ts";
import { welcome } from "./welcome.ts";

const URL = "http://127.0.0.1:8080";

test("somebody at a terminal is told where the API, its docs and the key are, and what to try next", () => {
  const text = welcome(readConfig({ FREEHOLD_HOME: "/srv/freehold" }), URL);

  expect(text).toContain(`  API     ${URL}\n  docs    ${URL}/docs\n  key     /srv/freehold/admin.key\n`);
  expect(text).toContain(`export FREEHOLD_URL=${URL} FREEHOLD_API_KEY=$(cat /srv/freehold/admin.key)\n`);
  expect(text).toContain("npm run freehold -- tenants create acme\n");
  expect(text).toContain("npm run sandbox -- --stop");
});

test("a key that is set is not shown, and real clouds are named as what they are", () => {
  const text = welcome(readConfig({ FREEHOLD_ADMIN_KEY: "key-of-the-operator", FREEHOLD_CLOUD: "live" }), URL);

  expect(text).not.toContain("key-of-the-operator");
  expect(text).toContain("FREEHOLD_API_KEY=$FREEHOLD_ADMIN_KEY\n");
  expect(text).toContain("machines cost money");
});
