/** How each route is asked by a command; `{…}` of the path is what `<…>` stands for. Routes without a command are left out. */
export const COMMANDS_OF_ROUTES: Readonly<Record<string, string>> = {
  "POST /v1/tenants": "tenants create <name>",
  "GET /v1/tenants": "tenants list",
  "GET /v1/tenants/{}": "tenants get <tenant>",
  // Texts name it where a protection is in the way.
  "PATCH /v1/tenants/{}": "tenants unprotect <tenant>",
  "POST /v1/tenants/{}/restart": "tenants restart <tenant>",
  "POST /v1/tenants/{}/preview": "tenants set <tenant> <settings> --preview",
  "DELETE /v1/tenants/{}": "tenants destroy <tenant>",
  "POST /v1/tenants/{}/retry": "tenants retry <tenant>",
  "GET /v1/tenants/{}/outputs": "tenants outputs <tenant>",
  "GET /v1/tenants/{}/database": "tenants db <tenant>",
  "GET /v1/tenants/{}/drift": "tenants drift <tenant>",
  "POST /v1/tenants/{}/refresh": "tenants refresh <tenant>",
  "POST /v1/tenants/{}/heal": "tenants heal <tenant>",
  "POST /v1/tenants/{}/rebuild-state": "tenants rebuild-state <tenant>",
  "POST /v1/tenants/{}/forget": "tenants forget <tenant> --reason <why>",
  "GET /v1/tenants/{}/operations": "tenants operations <tenant>",
  "GET /v1/templates": "templates list",
  "GET /v1/operations/{}": "operations get <id>",
  "GET /v1/operations/{}/events": "operations watch <id>",
  "POST /v1/operations/{}/cancel": "operations cancel <id>",
  "POST /v1/operations/{}/approvals": "approvals give <operation> --reason <why>",
  "GET /v1/approvals": "approvals list",
  "POST /v1/approvals/{}/apply": "approvals apply <approval>",
  "POST /v1/credentials": "credentials add <name> --cloud <cloud>",
  "GET /v1/credentials": "credentials list",
  "GET /v1/credentials/{}": "credentials get <id>",
  "PATCH /v1/credentials/{}": "credentials change <id>",
  "DELETE /v1/credentials/{}": "credentials remove <id>",
  "POST /v1/credentials/{}/verify": "credentials verify <id>",
  "POST /v1/budgets/{}/reopen": "credentials reopen <account>",
  "POST /v1/tenants/{}/domains": "domains add <tenant> <domain>",
  "GET /v1/tenants/{}/domains": "domains list <tenant>",
  "POST /v1/tenants/{}/domains/{}/verify": "domains verify <tenant> <domain>",
  "DELETE /v1/tenants/{}/domains/{}": "domains remove <tenant> <domain>",
  "POST /v1/hosts": "hosts add <name>",
  "GET /v1/hosts": "hosts list",
  "GET /v1/hosts/{}": "hosts get <host>",
  "GET /v1/hosts/{}/slots": "hosts slots <host>",
  "PATCH /v1/hosts/{}": "hosts change <host>",
  "DELETE /v1/hosts/{}": "hosts remove <host>",
  "POST /v1/hosts/{}/declare-dead": "hosts declare-dead <host>",
  "GET /v1/ledger": "ledger show",
  "POST /v1/ledger/sweep": "ledger sweep",
  "DELETE /v1/ledger/brake": "ledger release-brake",
  "GET /v1/orphans": "orphans list",
  "GET /v1/orphans/{}": "orphans get <orphan>",
  "POST /v1/orphans/{}/adopt": "orphans adopt <orphan>",
  "DELETE /v1/orphans/{}": "orphans remove <orphan>",
  "POST /v1/organizations": "organizations add <name>",
  "GET /v1/organizations": "organizations list",
  "GET /v1/organizations/{}": "organizations get <organization>",
  "PATCH /v1/organizations/{}": "organizations change <organization>",
  "DELETE /v1/organizations/{}": "organizations remove <organization>",
  "POST /v1/members": "members add <name>",
  "GET /v1/members": "members list",
  "GET /v1/members/{}": "members get <id>",
  "PATCH /v1/members/{}": "members change <id>",
  "DELETE /v1/members/{}": "members remove <id>",
  "POST /v1/api-keys": "api-keys add <name>",
  "GET /v1/api-keys": "api-keys list",
  "GET /v1/api-keys/{}": "api-keys get <id>",
  "PATCH /v1/api-keys/{}": "api-keys change <id>",
  "DELETE /v1/api-keys/{}": "api-keys revoke <id>",
  "POST /v1/webhooks": "webhooks add <url>",
  "GET /v1/webhooks": "webhooks list",
  "GET /v1/webhooks/{}": "webhooks get <id>",
  "PATCH /v1/webhooks/{}": "webhooks change <id>",
  "DELETE /v1/webhooks/{}": "webhooks remove <id>",
  "POST /v1/webhooks/{}/rotate": "webhooks rotate <id>",
  "GET /v1/webhooks/{}/deliveries": "webhooks deliveries <id>",
  "POST /v1/webhooks/{}/redeliver": "webhooks redeliver <id>",
  "GET /v1/master-keys": "master-keys list",
  "GET /v1/audit": "audit list",
  "GET /v1/audit/verification": "audit verify",
};

const REQUEST = /\b(GET|POST|PATCH|DELETE) (\/v1\/[\w/{}.-]*[\w}])(\?[\w=&.{}-]*\w)?/g;

/** Parts of a path that are names of routes, not of things. */
const WORDS = new Set(Object.keys(COMMANDS_OF_ROUTES).flatMap((route) => route.split("/")));

/**
 * A remedy as the service words it, in requests, for people at a terminal: in commands. What there is no command for stays a request.
 *
 * @example `heal the tenant (POST /v1/tenants/acme/heal)` becomes `` heal the tenant (`freehold tenants heal acme`) ``
 */
export function inCommands(text: string): string {
  return text.replaceAll(REQUEST, (request, method: string, path: string) => {
    const things: string[] = [];
    const route = path.replaceAll(/(?<=\/)[^/]+/g, (part) => {
      if (WORDS.has(part)) return part;
      things.push(part);
      return "{}";
    });
    const command = COMMANDS_OF_ROUTES[`${method} ${route}`];
    if (command === undefined) return request;
    const named = things.map((thing) => (thing.startsWith("{") ? undefined : thing));
    return `\`freehold ${command.replaceAll(/<\w+>/g, (place) => named.shift() ?? place)}\``;
  });
}
