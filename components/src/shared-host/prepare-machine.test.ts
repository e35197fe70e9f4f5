import { spawnSync } from "node:child_process";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { hostctlLoader } from "../hostctl/hostctl-update.ts";
import { templateText } from "../templates/template-text.ts";
import { prepareScript } from "./prepare-machine.ts";

const script = prepareScript("ops");

test("the script brings the loader of hostctl, and Docker's settings as machines are provisioned with them", () => {
  const [, packed = ""] = /<<'LOADER'.*\n\s*(\S+)\n\s*LOADER/.exec(script) ?? [];
  expect(gunzipSync(Buffer.from(packed, "base64")).toString()).toBe(hostctlLoader());

  const provisioned = parse(templateText("host/cloud-config.yaml").replace(/\{\{\w+\}\}/g, "x")).write_files;
  const { content } = provisioned.find(({ path }: { path: string }) => path === "/etc/docker/daemon.json");
  expect(script).toContain(`echo '${content}' >/etc/docker/daemon.json`);
});

test("the script is one that sh can read, with every placeholder filled", () => {
  expect(script).not.toMatch(/\{\{\w+\}\}/);
  expect(script).toContain('user="ops"');
  expect(spawnSync("sh", ["-n"], { input: script }).status).toBe(0);
});

const shellcheckIsHere = spawnSync("shellcheck", ["--version"]).status === 0;

(shellcheckIsHere ? test : test.skip)(
  `the script has no shellcheck finding${shellcheckIsHere ? "" : " (skipped: shellcheck is not installed)"}`,
  () => {
    // The file that says which system it is cannot be followed; the other lines are those of install-docker.
    const check = spawnSync("shellcheck", ["--shell=sh", "--exclude=SC1091", "-"], { input: script });

    expect(check.stdout.toString()).toBe("");
  },
);
