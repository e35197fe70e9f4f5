import { supabaseFilesForSlot } from "@freehold/components/testing/supabase-files";
import { packed } from "./archive.ts";
import { openAttackHost } from "./attack-host.ts";
import { databaseImageArchive } from "./database-image.ts";
import { openSlots } from "./open-slots.ts";
import { COPY_TOOLS, type Scene, TOOLS } from "./scene.ts";

const VERSION = "2024-ten";
const IMAGE = "supabase/postgres:15.1.0.147";
const PORT = 41001;

/**
 * The Supabase template in a slot of a host that remaps users, with a real PostgreSQL in the place of `db`: its first start, a restart of the
 * machine, and files of its cluster that are lost and brought back. Resolves with sentences about what is wrong.
 */
export async function runSupabaseSlot(hostFiles: string, log: (line: string) => void): Promise<string[]> {
  const wrong: string[] = [];
  const claim = (sentence: string, holds: boolean, seen: string) => {
    if (!holds) wrong.push(`${sentence}: not so; ${seen}`);
    log(`${holds ? "" : "WRONG: "}${sentence}${holds ? "" : `: ${seen}`}`);
  };
  const archive = await databaseImageArchive();
  if (archive === undefined) throw new Error("there is no PostgreSQL 15 on this machine: install postgresql-15");
  const host = await openAttackHost(hostFiles, log);
  try {
    await host.operate("cat >/tmp/database-image", archive);
    const { stderr } = await host.inHost(["sh", "-c", IMPORT]);
    if (stderr !== "") log(stderr);
    const scene = await openSlots(host);
    const { attacker: slot, send } = scene;
    await slot.create({ ports: [PORT - 1, PORT, PORT + 1] });
    const files = supabaseFilesForSlot(VERSION, slot.id, slot.data, PORT);
    const bundle = packed(files.map(({ path, mode, content }) => ({ name: path, mode, data: content })));
    await send(slot, "hostctl apply supabase", slot.sign(bundle, "supabase")).catch(async (error: Error) => {
      throw new Error(`${error.message}\n${await send(slot, "hostctl logs supabase db --tail 40")}`);
    });
    const waited = await send(slot, "hostctl wait supabase --timeout 180").catch(String);
    claim("all of it is healthy after the first start", /healthy\n$/.test(waited), waited);
    const owner = await scene.asRoot(`stat -c %u ${slot.data}/db/data ${slot.data}/db/data/freehold-first-start-ended`);
    claim(
      "the cluster belongs to nobody of the host",
      owner.split("\n").every((uid) => Number(uid) > 100_000),
      owner,
    );
    await query(scene, "create table notes (text text); insert into notes values ('kept')");

    await host.reboot();
    await send(slot, "hostctl wait supabase --timeout 180");
    const kept = await query(scene, "select text from notes");
    claim("what was written is there after a restart", kept === "kept", kept);

    await restore(scene);
    await send(slot, "hostctl wait supabase --timeout 180");
    const restored = await query(scene, "select text from notes");
    claim("what was written is there after its files were lost and brought back", restored === "kept", restored);
  } finally {
    await host.close();
  }
  return wrong;
}

/** As docs/operations.md has it: the archive is packed and unpacked in a container. */
async function restore({ attacker, send, asRoot }: Scene): Promise<void> {
  await send(attacker, "hostctl pause supabase");
  const tar = `docker run --rm -i -v ${attacker.owner}:/data ${TOOLS}`;
  await asRoot(`${tar} tar -cz -C /data . >/tmp/data.tgz`);
  await asRoot(`${tar} sh -c 'find /data -mindepth 1 -delete; tar -xz -C /data' </tmp/data.tgz`);
  await send(attacker, "hostctl resume supabase");
}

function query({ inside, attacker }: Scene, sql: string): Promise<string> {
  return inside(attacker, "db", `psql -h localhost -U postgres -d postgres -A -t -q -c "${sql}"`);
}

const IMPORT = `
set -e
folder=$(mktemp -d)
base64 -d </tmp/database-image | tar -xz -C "$folder"
mkdir -p "$folder/bin"
${COPY_TOOLS}
chmod 1777 "$folder/tmp"
chown -R 105:106 "$folder/var/lib/postgresql" "$folder/var/run/postgresql" "$folder/etc/postgresql-custom"
tar -c -C "$folder" . | docker import --change 'ENV PATH=/usr/local/bin:/usr/lib/postgresql/15/bin:/bin' --change 'ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]' - ${IMAGE} >/dev/null
rm -rf "$folder" /tmp/database-image
`;
