import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { inSlot, slotPaths, TENANT } from "./testing/slot-shell.ts";

const HAS_OPENSSH = spawnSync("ssh-keygen", ["-Y", "verify"]).error === undefined;
const LACK = HAS_OPENSSH ? "" : " (skipped: ssh-keygen is not on this machine)";
const sshTest = HAS_OPENSSH ? test : test.skip;
const RECEIVE =
  'receive_bundle; serial_holds; release=$home/releases/new; mkdir -p "$release"; slot_unpack; keep_serial; trap - EXIT';

let machine: string;
let paths: ReturnType<typeof slotPaths>;

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "slot-bundle-"));
  paths = slotPaths(machine);
  for (const folder of [paths.slot, join(machine, "files")]) mkdirSync(folder, { recursive: true });
  write("compose.yaml", "services: {}\n");
  if (HAS_OPENSSH) registerKey("key");
});
afterEach(() => rmSync(machine, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(machine, "files", name), text);
}

function registerKey(name: string): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(machine, name)]);
  const [kind, key] = readFileSync(join(machine, `${name}.pub`), "utf8").split(" ");
  writeFileSync(join(paths.slot, "signers"), `${TENANT} namespaces="freehold-bundle" ${kind} ${key?.trim()}\n`);
}

/** Base64 of the gzipped archive of the bundle's files, or of what these commands of the shell write, which are run among them. */
function archive(commands = "tar -cf - --owner=0 --group=0 ."): string {
  return execFileSync("sh", ["-c", `{ ${commands}; } | gzip -c | base64 -w0`], {
    cwd: join(machine, "files"),
  }).toString();
}

/** The bundle as OpenSSH's own program signs it. */
function signed(line: string, changes: Record<string, string | number> = {}, namespace = "freehold-bundle"): string {
  const sha256 = createHash("sha256").update(line).digest("hex");
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const said = { slot: TENANT, workload: "app", sha256, serial: 5, expires, ...changes };
  const lines = Object.entries(said).map(([name, value]) => `${name} ${value}\n`);
  const statement = `freehold-bundle 1\n${lines.join("")}`;
  const args = ["-Y", "sign", "-f", join(machine, "key"), "-n", namespace];
  const signature = execFileSync("ssh-keygen", args, { input: statement, stdio: ["pipe", "pipe", "ignore"] });
  return `${statement}${signature}${line}\n`;
}

sshTest(`what was signed for the slot is taken: what root reads apart from what containers see${LACK}`, () => {
  write("project", `fh-${TENANT}\n`);
  write("upstream", "web:8000\n");
  write("conf.sh", "true\n");

  expect(inSlot(machine, RECEIVE, signed(archive()))).toBe("");

  expect(readdirSync(paths.release).sort()).toEqual(["files", "given.yaml", "project", "upstream"]);
  expect(readdirSync(join(paths.release, "files"))).toEqual(["conf.sh"]);
});

sshTest(
  `hooks are what root reads, and refused when they are anything but lines of a service and a command${LACK}`,
  () => {
    mkdirSync(join(machine, "files/hooks"));
    write("hooks/backup", "db dump\n");
    expect(inSlot(machine, RECEIVE, signed(archive()))).toBe("");
    expect(readdirSync(join(paths.release, "hooks"))).toEqual(["backup"]);
    expect(readdirSync(join(paths.release, "files"))).toEqual([]);

    const refused = (name: string, text: string) => {
      rmSync(paths.release, { recursive: true, force: true });
      write(`hooks/${name}`, text);
      const reason = inSlot(machine, RECEIVE, signed(archive(), { serial: 6 }));
      rmSync(join(machine, "files/hooks", name));
      return reason;
    };
    expect(refused("alone", "db\n")).toBe("the bundle's hook alone must be lines of a service and a command");
    expect(refused("Loud", "db dump\n")).toBe("the bundle's hooks must have names of a-z, 0-9 and hyphens, got Loud");
    expect(refused(".hidden", "db dump\n")).toMatch(/^the bundle's hooks must have names of/);
    expect(refused("long", `db ${"x".repeat(8192)}\n`)).toBe("the bundle's hook long must be a file of at most 8 KiB");
  },
);

sshTest(
  `a bundle that nobody signed is refused, and so is each in a slot whose signer nobody registered${LACK}`,
  () => {
    expect(inSlot(machine, RECEIVE, archive())).toMatch(/^a slot takes signed bundles only: update Freehold/);

    rmSync(join(paths.slot, "signers"));
    expect(inSlot(machine, RECEIVE, signed(archive()))).toMatch(
      /^slot tabc123 has no signing key yet: hostctl slot create --signer registers one; what runs there goes on$/,
    );
  },
);

const changed = (bundle: string, from: RegExp, to: string): string => bundle.replace(from, to);
const REFUSED: [what: string, bundle: () => string, reason: RegExp][] = [
  ["for another slot", () => signed(archive(), { slot: "tother1" }), /was signed for slot "tother1"/],
  [
    "for another workload",
    () => signed(archive(), { workload: "other" }),
    /was signed for workload "other", and not for app/,
  ],
  ["in another namespace", () => signed(archive(), {}, "file"), /signature is not one of slot tabc123's key/],
  [
    "and has expired",
    () => signed(archive(), { expires: 1_700_000_000 }),
    /expired \d+ s ago by this host's clock: sign it anew/,
  ],
  ["with a serial that is none", () => signed(archive(), { serial: "1x" }), /serial must be a whole number/],
  [
    "and other words follow",
    () => changed(signed(archive()), /^workload app$/m, "workload app\nworkload app"),
    /signature is not/,
  ],
  [
    "with another expiry since",
    () => changed(signed(archive()), /^expires .*$/m, "expires 9999999999"),
    /signature is not/,
  ],
  ["for other bytes", () => changed(signed(archive()), /\n[^\n]+\n$/, "\nQUJD\n"), /is not the one that was signed/],
  ["with a line behind it", () => `${signed(archive())}QUJD\n`, /is not the one that was signed/],
  ["and cut off in its signature", () => signed(archive()).slice(0, 400), /signature is not whole/],
];

sshTest.each(REFUSED)(`a bundle that was signed %s is refused${LACK}`, (_what, bundle, reason) => {
  expect(inSlot(machine, RECEIVE, bundle())).toMatch(reason);
  expect([existsSync(paths.release), readdirSync(join(paths.slots, ".incoming"))]).toEqual([false, []]);
  expect(existsSync(join(paths.slot, "serials.d"))).toBe(false);
});

sshTest(`a bundle that another key signed is refused${LACK}`, () => {
  const bundle = signed(archive());
  registerKey("newer");

  expect(inSlot(machine, RECEIVE, bundle)).toMatch(/signature is not one of slot tabc123's key/);
});

sshTest(
  `a lower serial is refused, and an equal one with another bundle; the same bundle is taken again${LACK}`,
  () => {
    const first = archive();
    inSlot(machine, RECEIVE, signed(first, { serial: 100 }));
    const apply = (line: string, serial: number) => {
      rmSync(paths.release, { recursive: true, force: true });
      return inSlot(machine, RECEIVE, signed(line, { serial }));
    };

    expect(apply(first, 99)).toMatch(/serial is 99, and 100 was applied already/);
    expect(apply(first, 100)).toBe("");
    write("other", "");
    expect(apply(archive(), 100)).toMatch(/another bundle with the serial 100 was applied already/);
    expect(apply(archive(), 101)).toBe("");
  },
);

const LIMITED: [what: string, commands: string, limits: string, reason: RegExp][] = [
  ["larger than is read", "head -c 4000 /dev/urandom", "BUNDLE_BYTES=4096", /is larger than/],
  ["a bomb", "head -c 200000 /dev/zero", "UNPACKED_BYTES=100000", /is larger than .* when it is unpacked/],
  ["of a sparse file", "truncate -s 1G big && tar -Scf - .", "UNPACKED_BYTES=1048576", /more than 1048576 bytes/],
  ["of many files", "seq 30 | xargs touch && tar -cf - .", "UNPACKED_FILES=20", /more than 20 files/],
  ["with a link", "ln -s /etc/passwd x && tar -cf - .", "", /other things than files and folders, such as .\/x/],
  ["with a hard link", "ln compose.yaml x && tar -cf - .", "", /other things than files and folders/],
  ["with a pipe", "mkfifo x && tar -cf - .", "", /other things than files and folders/],
  ["that runs as its owner", "chmod 4755 compose.yaml && tar -cf - .", "", /files that run as their owner/],
  ["that leads out of itself", "tar -cPf - --transform 's,^,../,' compose.yaml", "", /paths that lead out of it/],
  ["with a path from the root", "tar -cPf - --transform 's,^,/tmp/,' compose.yaml", "", /paths that lead out of it/],
  ["with a name of other letters", "touch 'a b' && tar -cf - .", "", /file names of other characters/],
  ["with a line break in a name", "touch 'a\nb' && tar -cf - .", "", /file names of other characters/],
  ["with a path twice", "tar --hard-dereference -cf - compose.yaml ./compose.yaml", "", /a path twice: compose.yaml/],
  ["with a long path", `mkdir -p ${"d/".repeat(101)} && tar -cf - .`, "", /paths of more than 200 characters/],
  ["that is no archive", "echo hello", "", /is not a gzipped tar archive/],
  [
    "whose compose.yaml is a folder",
    "rm compose.yaml && mkdir compose.yaml && tar -cf - .",
    "",
    /compose.yaml must be a file/,
  ],
  ["without compose.yaml", "rm compose.yaml && touch x && tar -cf - x", "", /has no file compose.yaml/],
  [
    "of another project",
    "echo fh-tother1 >project && tar -cf - .",
    "",
    /project of slot tabc123 must be fh-tabc123, got fh-tother1/,
  ],
  ["whose upstream is none", "echo 'x\"}:80' >upstream && tar -cf - .", "", /upstream must be <service>:<port>/],
  [
    "whose on-healthy is an option",
    "echo '--privileged sh' >on-healthy && tar -cf - .",
    "",
    /on-healthy must be lines of a service/,
  ],
];

sshTest.each(LIMITED)(
  `a signed bundle %s is refused, and nothing of it is in the slot${LACK}`,
  (_what, commands, limits, reason) => {
    expect(inSlot(machine, `${limits}\n${RECEIVE}`, signed(archive(commands)))).toMatch(reason);

    expect([existsSync(paths.release), readdirSync(join(paths.slots, ".incoming"))]).toEqual([false, []]);
    expect(existsSync(join(paths.slot, "serials.d"))).toBe(false);
  },
);
