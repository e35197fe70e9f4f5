import { gzipSync } from "node:zlib";
import { type Entry, headerOf } from "../archive.ts";
import type { Attack, Layer } from "../attack.ts";
import { composeOf, type Scene, service } from "../scene.ts";
import { bind, proven } from "./means.ts";

const MIB = 1024 * 1024;

/** Entries that would reach a place that is not the bundle's, and what root then finds there. */
function reaching(
  name: string,
  stoppedBy: [Layer, Layer],
  entries: Entry[],
  look: string,
  proof: RegExp,
  claim: string,
): Attack {
  return {
    name,
    stoppedBy,
    async attempt(scene) {
      const { attacker } = scene;
      const web = service({ volumes: [bind("./own", "/own", { read_only: true })] });
      const brought = [{ name: "own/first", data: "" }, ...entries];
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }), entries: brought });
      const seen = await scene.inside(attacker, "web", "cat /own/shadow; dd if=/own/disk bs=1 count=1 && echo device");
      return proven(`${seen}\n${await scene.asRoot(`${look}; rm -f /etc/cron.d/own`)}`, proof, claim, stoppedBy[1]);
    },
  };
}

const OWNED = "cat /etc/cron.d/own";

/** What comes in a bundle's archive besides files. */
export const ARCHIVES: readonly Attack[] = [
  reaching(
    "a link in the archive, and a file through it",
    ["check_unpacked", "tar"],
    [
      { name: "own/etc", type: "link", to: "/etc" },
      { name: "own/etc/cron.d/own", data: "owned\n" },
    ],
    OWNED,
    /^owned/m,
    "there is a file in the host's /etc/cron.d",
  ),
  reaching(
    "a hard link to a file of the host",
    ["check_unpacked", "tar"],
    [{ name: "own/shadow", type: "hardLink", to: "../../../../../../../../../../etc/shadow" }],
    "true",
    /^root:[^x]/m,
    "it reads the host's /etc/shadow",
  ),
  reaching(
    "a path that leads up",
    ["check_unpacked", "tar"],
    [{ name: "../../../../../../../../../../etc/cron.d/own", data: "owned\n" }],
    OWNED,
    /^owned/m,
    "there is a file in the host's /etc/cron.d",
  ),
  reaching(
    "an absolute path",
    ["check_unpacked", "tar"],
    [{ name: "/etc/cron.d/own", data: "owned\n" }],
    OWNED,
    /^owned/m,
    "there is a file in the host's /etc/cron.d",
  ),
  reaching(
    "a device in the archive",
    ["check_unpacked", "docker"],
    [{ name: "own/disk", type: "device", numbers: [1, 11], mode: 0o666 }],
    "true",
    /device$/m,
    "it reads a device of the host",
  ),
  {
    name: "a pipe in the place of the compose file, which a reader would wait for",
    stoppedBy: ["check_unpacked", "hostctl"],
    async attempt(scene) {
      const { attacker } = scene;
      const compose = composeOf(scene, attacker, { web: service() });
      const applied = scene.apply(attacker, "w", { compose, after: [{ name: "compose.yaml", type: "fifo" }] });
      const late = new Promise<string>((resolve) => setTimeout(resolve, 60_000, "waits").unref());
      const seen = await Promise.race([applied.then(() => "applied"), late]);
      return proven(seen, /waits/, "hostctl waits for ever, and holds the workload's lock", "check_compose");
    },
  },
  {
    name: "files of the host's own, brought by the bundle",
    stoppedBy: ["layout"],
    async attempt(scene) {
      const { attacker } = scene;
      const evil = JSON.stringify({
        services: { web: { cap_add: ["ALL"], cap_drop: ["SYS_RESOURCE"], pid: "host", userns_mode: "host" } },
      });
      const names = [
        "slot.yaml",
        "given.yaml",
        "compose.override.yaml",
        "docker-compose.override.yml",
        "earlier",
        ".settled",
        "mounts",
      ];
      const entries = names.map((name) => ({ name, data: evil }));
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web: service() }), entries });
      return proven(await scene.inside(attacker, "web", "ps -o args"), /dockerd/, "it sees dockerd", "layout");
    },
  },
  {
    name: "a program that hostctl runs after an apply",
    stoppedBy: ["layout"],
    async attempt(scene) {
      const { attacker } = scene;
      const entries = [{ name: "post-apply", data: "#!/bin/sh\nid >/etc/owned\n", mode: 0o755 }];
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web: service() }), entries });
      return proven(
        await scene.asRoot("cat /etc/owned; rm -f /etc/owned"),
        /uid=0/,
        "its program ran as the host's root",
        "layout",
      );
    },
  },
  bomb("2 GiB of zeros in 3 MB", ["open_archive", "check_unpacked"], (scene) => {
    const zeros = gzipSync(Buffer.alloc(64 * MIB));
    const header = gzipSync(headerOf({ name: "own/zeros" }, 2048 * MIB));
    const rest = Buffer.from(scene.bundle(scene.attacker, harmless(scene)), "base64");
    return Buffer.concat([header, ...Array.from({ length: 32 }, () => zeros), rest]).toString("base64");
  }),
  bomb("100,000 files", ["open_archive", "check_unpacked"], (scene) => {
    const entries = Array.from({ length: 100_000 }, (_, number) => ({ name: `own/${number}` }));
    return scene.bundle(scene.attacker, { ...harmless(scene), entries });
  }),
  bomb("300 MB of base64", ["spool", "verify_signature"], () => "A".repeat(300 * MIB)),
];

function harmless(scene: Scene) {
  return { compose: composeOf(scene, scene.attacker, { web: service() }) };
}

/** A bundle that takes more of the host's disk than any workload does. */
function bomb(name: string, stoppedBy: [Layer, Layer], make: (scene: Scene) => string): Attack {
  return {
    name: `a bundle of ${name}`,
    stoppedBy,
    async attempt(scene) {
      const { attacker, asRoot, send } = scene;
      await asRoot(WATCH);
      const refusal = await send(attacker, "hostctl apply w", attacker.seal(make(scene), "w")).then(
        () => undefined,
        (error: unknown) => error,
      );
      const seen = await asRoot("rm -f /run/watch; sort -n /run/seen | tail -n 1; sort -nk2 /run/seen | tail -n 1");
      const [mib, , , files] = seen.split(/\s+/).map(Number);
      if (mib === undefined || files === undefined) throw new Error(`the host's disk was not watched: ${seen}`);
      if (mib > 128 || files > 20_000) return `it took ${mib} MiB and ${files} files of the host's disk`;
      if (refusal instanceof Error) throw refusal;
      throw new Error("it was taken, and is not on the host's disk");
    },
  };
}

/** Writes down how much is in the folder of all slots, in MiB and files, until the mark is gone. */
const WATCH = `
touch /run/watch; : >/run/seen
while [ -e /run/watch ]; do
  echo $(du -sm /var/lib/freehold-slots | cut -f1) $(find /var/lib/freehold-slots | wc -l) >>/run/seen
  sleep 0.2
done >/dev/null 2>&1 &
`;
