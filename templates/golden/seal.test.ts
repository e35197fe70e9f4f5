import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createFakeTools, type FakeTools } from "./testing/fake-tools.ts";

const IDENTITY = [
  "etc/ssh/ssh_host_ed25519_key",
  "etc/ssh/sshd_config.d/10-freehold.conf",
  "etc/sudoers.d/90-cloud-init-users",
  "root/.ssh/authorized_keys",
  "usr/local/sbin/freehold-seal",
];

let tools: FakeTools;

beforeEach(() => {
  tools = createFakeTools({
    "cloud-init": 'case $1 in status) exit "$(cat "$fake/first-boot")" ;; esac',
    docker: "case $* in *missing*) exit 1 ;; esac",
    userdel: "",
    sync: "",
  });
  tools.write("first-boot", "0");
  tools.write("etc/freehold/images", "postgres:17\nexample.org/kong:3\n");
  tools.write("etc/machine-id", "0123456789abcdef\n");
  for (const file of IDENTITY) tools.write(file, "x");
});

afterEach(() => tools.remove());

const seal = (user = "golden") => tools.run("seal", [user], { SEAL_ROOT: tools.folder });
const isThere = (file: string) => existsSync(path.join(tools.folder, file));

test("images are pulled after the first boot, then nothing is left of the machine's own identity", () => {
  expect(seal()).toMatchObject({ exitCode: 0, stderr: "" });

  expect(tools.calls()).toEqual([
    "cloud-init status --wait",
    "docker compose version",
    "docker pull --quiet postgres:17",
    "docker pull --quiet example.org/kong:3",
    "cloud-init clean --logs",
    "userdel --force --remove golden",
    "sync",
  ]);
  expect(IDENTITY.filter(isThere)).toEqual([]);
  expect(readFileSync(path.join(tools.folder, "etc/machine-id"), "utf8")).toBe("");
});

test("a first boot that ended with warnings is good enough, one that failed is not", () => {
  tools.write("first-boot", "2");
  expect(seal().exitCode).toBe(0);

  tools.write("first-boot", "1");
  expect(seal()).toMatchObject({
    exitCode: 1,
    stderr: "freehold-seal: the first boot failed; see /var/log/cloud-init-output.log\n",
  });
});

test("an image that cannot be pulled ends it before anything is taken away", () => {
  tools.write("etc/freehold/images", "example.org/missing:1\n");

  expect(seal()).toMatchObject({ exitCode: 1, stderr: "freehold-seal: could not pull example.org/missing:1\n" });
  expect(IDENTITY.filter(isThere)).toEqual(IDENTITY);
});

test.each(["", "root", "a b", "-x"])("the login %j is refused", (user) => {
  expect(seal(user)).toMatchObject({
    exitCode: 1,
    stderr: `freehold-seal: takes the name of the login that it shall remove, got "${user}"\n`,
  });
  expect(tools.calls()).toEqual([]);
});
