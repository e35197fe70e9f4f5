import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { EXIT, Failure } from "./failure.ts";
import type { Slot } from "./host-state.ts";

const FORM =
  /^(freehold-bundle 1\nslot ([a-z0-9]*)\nworkload ([a-z0-9-]*)\nsha256 ([0-9a-f]*)\nserial ([1-9]\d{0,15})\nexpires ([1-9]\d{0,11})\n)-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]*)-----END SSH SIGNATURE-----\n([^\n]*)\n?$/;
/** What stands before the 32 bytes of an Ed25519 key in SPKI (RFC 8410, 4). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** A signed bundle that a slot takes. */
export interface AcceptedBundle {
  /** The plain bundle. */
  bundle: string;
  serial: number;
  sha256: string;
}

/** What a host of slots checks before it reads a slot's bundle, in the words of templates/host/slot. */
export function acceptBundle(text: string, workload: string, slot: Slot, nowMs: number): AcceptedBundle {
  const { tenantId, signer } = slot;
  if (signer === undefined) {
    refuse(
      `slot ${tenantId} has no signing key yet: hostctl slot create --signer registers one; what runs there goes on`,
    );
  }
  if (!text.startsWith("freehold-bundle 1")) {
    refuse("a slot takes signed bundles only: update Freehold where this one was made");
  }
  const [whole, statement = "", saidSlot, saidWorkload, sha256 = "", serial, expires, signature = "", bundle = ""] =
    FORM.exec(text) ?? [];
  if (whole === undefined) refuse("the bundle's signature is not whole");
  if (!isSignedBy(signer, statement, Buffer.from(signature, "base64"))) {
    refuse(`the bundle's signature is not one of slot ${tenantId}'s key: apply it from the stack that made the slot`);
  }
  if (saidSlot !== tenantId) refuse(`the bundle was signed for slot "${saidSlot}", and this is ${tenantId}`);
  if (saidWorkload !== workload) {
    refuse(`the bundle was signed for workload "${saidWorkload}", and not for ${workload}`);
  }
  if (createHash("sha256").update(bundle).digest("hex") !== sha256) refuse("the bundle is not the one that was signed");
  checkExpiry(Number(expires), nowMs);
  checkSerial(Number(serial), sha256, slot.serials.get(workload));
  return { bundle, serial: Number(serial), sha256 };
}

function checkExpiry(expiresSec: number, nowMs: number): void {
  const lateSec = Math.floor(nowMs / 1000) - expiresSec;
  if (lateSec < 0) return;
  refuse(`the bundle's signature expired ${lateSec} s ago by this host's clock: sign it anew, by another update`);
}

function checkSerial(serial: number, sha256: string, kept: { serial: number; sha256: string } | undefined): void {
  if (kept === undefined || serial > kept.serial) return;
  if (serial < kept.serial) {
    refuse(
      `the bundle's serial is ${serial}, and ${kept.serial} was applied already: a newer update has been here; run the update again`,
    );
  }
  if (sha256 !== kept.sha256) {
    refuse(`another bundle with the serial ${serial} was applied already: run the update again`);
  }
}

/** Whether `ssh-keygen -Y verify` would take it: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig */
function isSignedBy(signer: string, message: string, blob: Buffer): boolean {
  const key = Buffer.from(signer.split(" ")[1] ?? "", "base64");
  try {
    const read = fieldsOf(blob.subarray(10));
    const [publicKey, namespace, reserved, hash, signature] = read;
    const isOurs =
      blob.subarray(0, 10).equals(Buffer.from("SSHSIG\0\0\0\x01")) &&
      read.length === 5 &&
      publicKey?.equals(key) === true &&
      namespace?.toString() === "freehold-bundle" &&
      reserved?.length === 0 &&
      hash?.toString() === "sha512";
    const [kind, raw] = fieldsOf(signature ?? Buffer.alloc(0));
    if (!isOurs || kind?.toString() !== "ssh-ed25519" || raw === undefined) return false;
    const hashed = createHash("sha512").update(message).digest();
    const parts = [namespace, reserved, hash, hashed].flatMap((part) => [lengthOf(part), part ?? Buffer.alloc(0)]);
    return verify(null, Buffer.concat([Buffer.from("SSHSIG"), ...parts]), publicKeyOf(key), raw);
  } catch {
    return false;
  }
}

function publicKeyOf(blob: Buffer): KeyObject {
  const [, raw] = fieldsOf(blob);
  return createPublicKey({ key: Buffer.concat([SPKI, raw ?? Buffer.alloc(0)]), format: "der", type: "spki" });
}

/** The strings of an SSH structure that has nothing else. */
function fieldsOf(bytes: Buffer): Buffer[] {
  if (bytes.length === 0) return [];
  const end = 4 + bytes.readUInt32BE(0);
  if (end > bytes.length) throw new RangeError("a string of the signature is cut off");
  return [bytes.subarray(4, end), ...fieldsOf(bytes.subarray(end))];
}

function lengthOf(part: Buffer | undefined): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part?.length ?? 0);
  return length;
}

function refuse(message: string): never {
  throw new Failure(EXIT.failed, message);
}
