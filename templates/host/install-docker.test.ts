import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "install-docker-"));
  for (const folder of ["bin", "etc/apt/sources.list.d", "etc/docker", "snap/bin", "usr/share/keyrings"])
    mkdirSync(join(root, folder), { recursive: true });
  program("docker", "exit 1");
  program("apt-get", "exit 0");
  program("curl", 'echo "$*" >"$(dirname "$0")/../curl"');
  // Nobody is asked who runs it.
  program("id", "echo 0");
});
afterEach(() => rmSync(root, { recursive: true }));

function program(name: string, lines: string): void {
  writeFileSync(join(root, "bin", name), `#!/bin/sh\n${lines}\n`);
  chmodSync(join(root, "bin", name), 0o755);
}

/** Runs a script of a machine on a root folder of the test's own. */
function run(script: string) {
  const there = script.replaceAll(
    / (\/(?:etc|snap|usr)\/)|([>=])(\/(?:etc|usr)\/)/g,
    (_match, spaced = "", mark = "", marked = "") => (spaced === "" ? `${mark}${root}${marked}` : ` ${root}${spaced}`),
  );
  const env = { PATH: `${join(root, "bin")}:/usr/bin:/bin` };
  return spawnSync("sh", ["-eu"], { input: there, env, encoding: "utf8" });
}

const SYSTEMS: [system: string, osRelease: string, line: string][] = [
  ["Debian 12", "ID=debian\nVERSION_CODENAME=bookworm", "debian bookworm"],
  ["Ubuntu 24.04", "ID=ubuntu\nVERSION_CODENAME=noble\nUBUNTU_CODENAME=noble", "ubuntu noble"],
  [
    "Linux Mint 22",
    "ID=linuxmint\nID_LIKE='ubuntu debian'\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble",
    "ubuntu noble",
  ],
  ["LMDE 6", "ID=linuxmint\nID_LIKE=debian\nVERSION_CODENAME=faye\nDEBIAN_CODENAME=bookworm", "debian bookworm"],
];

test.each(SYSTEMS)("on %s Docker comes from the packages of its base", (_system, osRelease, line) => {
  writeFileSync(join(root, "etc/os-release"), osRelease);

  expect(run(text("install-docker"))).toMatchObject({ status: 0, stderr: "" });

  const [base = "", name = ""] = line.split(" ");
  const list = readFileSync(join(root, "etc/apt/sources.list.d/docker.list"), "utf8");
  expect(list).toContain(`] https://download.docker.com/linux/${base} ${name} stable`);
  expect(readFileSync(join(root, "curl"), "utf8")).toContain(`https://download.docker.com/linux/${base}/gpg`);
});

/** As far as the place where Docker is installed. */
const prepare = () => text("prepare-machine").split("{{installDocker}}")[0]?.replace("{{user}}", "ops") ?? "";

test("a machine whose Docker is from snap is refused in one sentence", () => {
  writeFileSync(join(root, "snap/bin/docker"), "");
  program("docker", "exit 0");

  const { status, stderr } = run(prepare());

  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(
      /^prepare-machine: Docker from snap cannot reach the files of workloads; run 'snap remove docker'.*\n$/,
    ),
  });
});

test.each([
  ["Kali GNU/Linux", "ID=kali\nID_LIKE=debian\nVERSION_CODENAME=kali-rolling\nPRETTY_NAME='Kali GNU/Linux Rolling'"],
  ["Fedora", "ID=fedora\nPRETTY_NAME='Fedora Linux 44'"],
])("%s is refused in one sentence, and taken once it has Docker Compose", (_system, osRelease) => {
  writeFileSync(join(root, "etc/os-release"), osRelease);

  const { status, stderr } = run(prepare());
  expect({ status, lines: stderr.split("\n").length }).toEqual({ status: 1, lines: 2 });
  expect(stderr).toContain(`not on ${/PRETTY_NAME='(.*)'/.exec(osRelease)?.[1]}; install it and try again`);

  program("docker", "exit 0");
  expect(run(prepare()).status).toBe(0);
});
