import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { bundleOf } from "./bundle.ts";

/** Signs what is applied to one slot, as the stack does that made the slot. */
export interface SlotSigner {
  /** For `hostctl slot create --signer`: `ssh-ed25519 AAAA…`. */
  publicKey: string;
  /** What `hostctl apply <workload>` of the slot reads, of these files. Each call's serial is higher than the one before. */
  bundle(files: Record<string, string>, changes?: Partial<Statement>): Promise<string>;
  /** The same of an archive that is there, in base64. */
  sign(archive: string, changes?: Partial<Statement>): string;
}

/** What is signed beside the archive's hash. */
export interface Statement {
  slot: string;
  /** @default "web" */
  workload: string;
  serial: number;
  /** Unix time, in seconds. @default - in an hour */
  expires: number;
}

/** A signer of the slot of this tenant, with a key of its own. */
export function slotSigner(slot: string): SlotSigner {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const blob = publicBlob(publicKey);
  let serial = 0;
  const signArchive: SlotSigner["sign"] = (archive, changes = {}) => {
    serial += 1;
    const expires = Math.floor(Date.now() / 1000) + 3600;
    const said = { slot, workload: "web", serial, expires, ...changes };
    const sha256 = createHash("sha256").update(archive).digest("hex");
    const statement = `freehold-bundle 1\nslot ${said.slot}\nworkload ${said.workload}\nsha256 ${sha256}\nserial ${said.serial}\nexpires ${said.expires}\n`;
    return `${statement}${armoured(signatureOf(statement, privateKey, blob))}${archive}\n`;
  };
  return {
    publicKey: `ssh-ed25519 ${blob.toString("base64")}`,
    sign: signArchive,
    bundle: async (files, changes) => signArchive(await bundleOf(`fh-${slot}`, files), changes),
  };
}

/** As https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig has it. */
function signatureOf(message: string, key: KeyObject, publicKey: Buffer): Buffer {
  const head = [field("freehold-bundle"), field(""), field("sha512")];
  const hash = createHash("sha512").update(message).digest();
  const signed = sign(null, Buffer.concat([Buffer.from("SSHSIG"), ...head, field(hash)]), key);
  const signature = field(Buffer.concat([field("ssh-ed25519"), field(signed)]));
  return Buffer.concat([Buffer.from("SSHSIG"), Buffer.from([0, 0, 0, 1]), field(publicKey), ...head, signature]);
}

function publicBlob(key: KeyObject): Buffer {
  const { x = "" } = key.export({ format: "jwk" });
  return Buffer.concat([field("ssh-ed25519"), field(Buffer.from(x, "base64url"))]);
}

function field(value: string | Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(value));
  return Buffer.concat([length, Buffer.from(value)]);
}

function armoured(signature: Buffer): string {
  const lines = signature.toString("base64").match(/.{1,70}/g) ?? [];
  return ["-----BEGIN SSH SIGNATURE-----", ...lines, "-----END SSH SIGNATURE-----", ""].join("\n");
}
