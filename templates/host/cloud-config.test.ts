import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";

const LIMIT_BYTES = 8 * 1024;
// Comments and indentation stay behind, as in `user-data.ts`.
const loader = Buffer.from(
  readFileSync(new URL("loader", import.meta.url), "utf8")
    .replace(/^[ \t]*#(?!!).*\n/gm, "")
    .replace(/^[ \t]+/gm, ""),
);
const installDocker = readFileSync(new URL("install-docker", import.meta.url), "utf8")
  .replace(/^ *#.*\n/gm, "")
  .trimEnd();
const template = readFileSync(new URL("cloud-config.yaml", import.meta.url), "utf8").replace(
  /^ *#(?!cloud-config).*\n/gm,
  "",
);
const manifest = parse(readFileSync(new URL("manifest.yaml", import.meta.url), "utf8"));

/** Values of the length that real ones have. */
const VALUES = {
  hostname: `freehold-${"t".repeat(26)}-machine`,
  user: "freehold",
  authorizedKey: `ssh-ed25519 ${"A".repeat(68)} freehold-${"t".repeat(26)}`,
  hostKeyPrivate: opensshPrivateKey(),
  hostKeyPublic: `ssh-ed25519 ${"B".repeat(68)}`,
  sshPort: "22022",
  loader: gzipSync(loader, { level: 9 }).toString("base64"),
  installDocker,
};

/** As long as the OpenSSH form of an ed25519 key, and in lines like it. */
function opensshPrivateKey(): string {
  const filler = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({
    type: "pkcs1",
    format: "der",
  });
  const lines =
    filler
      .toString("base64")
      .slice(0, 312)
      .match(/.{1,70}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----"].join("\n");
}

function valueNamed(name: string): string {
  return (VALUES as Record<string, string>)[name] ?? "";
}

function rendered(): string {
  return template.replace(
    /^( *)(.*)$/gm,
    (_line, indent: string, rest: string) =>
      indent + rest.replace(/\{\{(\w+)\}\}/g, (_, name: string) => valueNamed(name).replaceAll("\n", `\n${indent}`)),
  );
}

test("rendered user data is less than 8 KiB, and most of that is free: hostctl is not in it", () => {
  expect(Buffer.byteLength(rendered())).toBeLessThan(LIMIT_BYTES * 0.6);
});

test("rendered user data is a cloud-config that gives the machine its user, its keys and its port", () => {
  const config = parse(rendered());

  expect(rendered()).toMatch(/^#cloud-config\n/);
  expect(config).toMatchObject({
    hostname: VALUES.hostname,
    users: [
      {
        name: "freehold",
        lock_passwd: true,
        sudo: "ALL=(root) NOPASSWD: /usr/local/bin/hostctl",
        ssh_authorized_keys: [VALUES.authorizedKey],
      },
    ],
    disable_root: true,
    ssh_pwauth: false,
    ssh_keys: { ed25519_private: `${VALUES.hostKeyPrivate}\n`, ed25519_public: VALUES.hostKeyPublic },
  });
  const sshd = config.write_files.find((file: { path: string }) => file.path.includes("sshd_config.d")).content;
  expect(sshd.split("\n")).toEqual(
    expect.arrayContaining(["Port 22022", "AllowUsers freehold", "PermitRootLogin no", "PasswordAuthentication no"]),
  );
});

test("rendered user data carries the loader of hostctl", () => {
  const file = parse(rendered()).write_files.find((each: { path: string }) => each.path === "/usr/local/bin/hostctl");

  expect(file).toMatchObject({ permissions: "0755", encoding: "gz+b64" });
  expect(gunzipSync(Buffer.from(file.content, "base64")).equals(loader)).toBe(true);
});

const preparing = readFileSync(new URL("prepare-machine", import.meta.url), "utf8");
const setClock = /^if \[ -d \/run\/systemd\/system \][\s\S]*?^fi$/m.exec(preparing)?.[0] ?? "";

test("time synchronisation is switched on by the first boot, also of a machine that becomes an image", () => {
  const golden = readFileSync(new URL("../golden/cloud-config.yaml", import.meta.url), "utf8");

  // https://docs.cloud-init.io/en/latest/reference/modules.html#ntp: what is installed is taken, else one is installed.
  expect(parse(rendered()).ntp).toEqual({ enabled: true });
  expect(golden).toContain("\nntp: { enabled: true }\n");
});

test.each([
  ["is there", "true", ["timedatectl set-ntp true"]],
  [
    "is not there",
    "[ $(grep -c ^timedatectl calls) -gt 1 ]",
    ["timedatectl set-ntp true", "apt-get -qy install systemd-timesyncd", "timedatectl set-ntp true"],
  ],
])(
  "on a machine that exists already what sets the clock is switched on, and installed where it %s",
  (_case, outcome, calls) => {
    const folder = mkdtempSync(path.join(tmpdir(), "freehold-clock-"));
    const program = (name: string, text: string): void => {
      writeFileSync(path.join(folder, name), `#!/bin/sh\ncd ${folder}\necho "${name} $*" >>calls\n${text}\n`);
      chmodSync(path.join(folder, name), 0o755);
    };
    program("timedatectl", outcome);
    program("apt-get", "true");

    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const { status } = spawnSync("sh", ["-euc", setClock.replace("/run/systemd/system", folder)], { env });
    const made = readFileSync(path.join(folder, "calls"), "utf8").trim().split("\n");
    rmSync(folder, { recursive: true });

    expect({ status, made }).toEqual({ status: 0, made: calls });
  },
);

test("the template and its manifest name the same placeholders", () => {
  const used = new Set([...template.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name));

  expect([...used].sort()).toEqual(Object.keys(manifest.placeholders).sort());
});

/** How systemctl is called at the first boot. */
function systemctlCalls({ socket }: { socket: boolean }): string[] {
  const [script] = parse(rendered()).runcmd as string[];
  const beforeDocker = script?.slice(0, script.indexOf("if ! docker compose version")) ?? "";
  const fakes = `
    sshd() { :; }
    systemctl() { [ "$*" = "-q is-active ssh.socket" ] || echo "$*"; ${socket ? ":" : '[ "$1" != -q ]'}; }
  `;
  const { status, stdout } = spawnSync("sh", ["-c", `${fakes}\n${beforeDocker}`]);
  expect(status).toBe(0);
  return stdout.toString().trim().split("\n");
}

test("where systemd listens for SSH, as on Ubuntu 24.04, its socket is started again on the port that was asked for", () => {
  // A socket does not start while the service that it has started holds it.
  expect(systemctlCalls({ socket: true })).toEqual(["daemon-reload", "stop ssh", "restart ssh.socket"]);
  expect(systemctlCalls({ socket: false })).toEqual(["try-restart ssh"]);
});
