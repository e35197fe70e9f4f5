import { gzipSync } from "node:zlib";
import { fillPlaceholders } from "../templates/fill-placeholders.ts";
import { templateText } from "../templates/template-text.ts";

/** What a builder is given when it is provisioned. */
export interface BuilderUserDataSpec {
  hostname: string;
  /** The only user who may log in; may run `freehold-seal`. */
  user: string;
  /** Public key of that user, in OpenSSH form. */
  authorizedKey: string;
  /** The builder's private host key, in OpenSSH form. */
  hostKeyPrivate: string;
  /** Its public half. */
  hostKeyPublic: string;
  sshPort: number;
  /** Container images to pull. */
  images: readonly string[];
}

/** The cloud-init text of a machine that exists to be made an image of: keys, SSH server, Docker and `freehold-seal`. */
export function builderUserData({ images, sshPort, ...spec }: BuilderUserDataSpec): string {
  return fillPlaceholders(templateText("golden/cloud-config.yaml"), {
    ...spec,
    sshPort: String(sshPort),
    images: images.join("\n"),
    seal: gzipSync(templateText("golden/seal"), { level: 9 }).toString("base64"),
    installDocker: templateText("host/install-docker"),
  });
}
