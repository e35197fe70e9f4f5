import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { NOTES_FILES } from "@freehold/components/testing/notes-template";

const PROXY = `  proxy:
    image: caddy:2.10.2
    restart: unless-stopped
    ports: ["80:80", "443:443"]
    healthcheck: { test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:2019/config/"], interval: 5s, timeout: 5s, retries: 12 }
    environment: { HOSTS: "\${HOSTS}", CADDY_TLS: "\${CADDY_TLS}" }
    volumes: ["./Caddyfile:/etc/caddy/Caddyfile:ro"]
`;

/** Writes the template `notes` of an operator's own into a folder outside of the repository: with a proxy, for machines of their own. */
export function writeOwnTemplate(): string {
  const folder = mkdtempSync(join(tmpdir(), "freehold-own-templates-"));
  const files = {
    ...NOTES_FILES,
    "1.0/manifest.yaml": (NOTES_FILES["1.0/manifest.yaml"] ?? "")
      .replace(
        "services:\n",
        'services:\n  proxy: { image: "caddy:2.10.2", port: 443, only: { tls: [own, internal] } }\n',
      )
      .replace(
        "files: { copied: [app.conf] }",
        'files: { copied: [app.conf, Caddyfile] }\nvalues:\n  caddyTls: [{ value: tls internal, only: { tls: [internal] } }, { value: "" }]',
      ),
    "1.0/compose.yaml": `${NOTES_FILES["1.0/compose.yaml"]}${PROXY}`,
    "1.0/env.template": `${NOTES_FILES["1.0/env.template"]}HOSTS={{hosts}}\nCADDY_TLS={{caddyTls}}\n`,
    "1.0/Caddyfile": "{$HOSTS} {\n\t{$CADDY_TLS}\n\treverse_proxy app:8080\n}\n",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, "notes", path)), { recursive: true });
    writeFileSync(join(folder, "notes", path), text);
  }
  return folder;
}
