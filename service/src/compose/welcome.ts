import path from "node:path";
import type { Config } from "../config/config.ts";

/** What somebody who has just started the service at a terminal wants to know: where it is, where the key is, what to try next. */
export function welcome(config: Config, url: string): string {
  const keyFile = path.join(config.home, "admin.key");
  const key = config.adminKey === undefined ? `$(cat ${keyFile})` : "$FREEHOLD_ADMIN_KEY";
  const isSandbox = config.clouds.kind === "sandbox";
  const rows = [
    ["API", url],
    ["docs", `${url}/docs`],
    ["key", config.adminKey === undefined ? keyFile : "that of FREEHOLD_ADMIN_KEY"],
    ["clouds", isSandbox ? "emulated on this machine: nothing costs money" : "real: machines cost money"],
  ];
  return `
Freehold is up.

${rows.map(([what, where]) => `  ${what?.padEnd(7)} ${where}`).join("\n")}

Try next, in another terminal:

  export FREEHOLD_URL=${url} FREEHOLD_API_KEY=${key}
  npm run freehold -- tenants create acme
  curl -s -H "Authorization: Bearer $FREEHOLD_API_KEY" $FREEHOLD_URL/v1/tenants

${endOf(config)}

`;
}

function endOf({ clouds, home }: Config): string {
  if (clouds.kind === "live") return "Ctrl-C stops the service; tenants run on.";
  if (clouds.attachTo !== undefined) return "Ctrl-C stops the service; its sandbox runs on.";
  return clouds.keep
    ? `Ctrl-C stops the service. Its tenants are there again at the next start: the sandbox of ${home} runs on,\nuntil \`npm run sandbox -- --stop\` or for a day.`
    : "Ctrl-C stops the service, and its sandbox with all tenants.";
}
