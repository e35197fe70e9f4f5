import { z } from "zod";
import type { Answer } from "../../kernel/http.ts";
import type { ProxmoxCall } from "../cluster.ts";
import { died } from "../errors.ts";
import { ConfigDigest40, Flag } from "../parameters.ts";
import type { GuestKind } from "../rows.ts";
import { bytesOf, driveOf, formatDrive } from "./drives.ts";
import { guestOf, refuseLocked } from "./guest.ts";
import { beginUnlocked } from "./power.ts";

/** What a resize is given, with the names that disks of such a guest have. */
export const resizeBody = (names: RegExp) =>
  z.strictObject({
    disk: z.string().regex(names, "value does not have a value in the enumeration"),
    size: z.string().regex(/^\+?\d+(\.\d+)?[KMGT]?$/, "value does not match the regex pattern"),
    digest: ConfigDigest40,
    skiplock: Flag.optional(),
  });

/** Makes a disk larger: to a size, or by one with `+` before it. */
export function resizeDisk(call: ProxmoxCall<{ disk: string; size: string }>, kind: GuestKind): Answer {
  const { cluster } = call.account;
  const guest = guestOf(call, kind);
  refuseLocked(guest);
  const { disk, size } = call.body;
  const drive = driveOf(guest, disk);
  const before = bytesOf(drive.options.size ?? "0");
  const after = size.startsWith("+") ? before + bytesOf(size.slice(1)) : bytesOf(size);
  if (after < before) throw died(kind === "qemu" ? "shrinking disks is not supported" : "unable to shrink disk size");
  return beginUnlocked(call, guest, "resize", () => {
    const volume = cluster.volumes.get(drive.volume);
    if (volume !== undefined) volume.bytes = after;
    guest.config[disk] = formatDrive({ ...drive, options: { ...drive.options, size: sizeText(after) } });
  });
}

function sizeText(bytes: number): string {
  const gib = bytes / 1024 ** 3;
  return Number.isInteger(gib) ? `${gib}G` : `${Math.ceil(bytes / 1024 ** 2)}M`;
}
