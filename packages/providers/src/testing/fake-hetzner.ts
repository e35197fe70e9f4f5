import { type Asked, type FakeHttp, type Reply, startFakeHttp } from "./fake-http.ts";

type Thing = Record<string, unknown> & { id: number };

/** A Hetzner of a few collections: things are stored as they are ordered, one world for each token. */
export interface FakeHetzner extends FakeHttp {
  /** What exists: `things("servers", token)`. */
  things(collection: string, token: string): Thing[];
  /** While true, actions never end. */
  holdActions(hold: boolean): void;
  /** Answers the next matching request instead of the fake. */
  failNext(matches: (asked: Asked) => boolean, reply: Reply): void;
}

/** Starts a fake that does what the providers' own tests need; the sandbox is the faithful one. */
export async function startFakeHetzner(): Promise<FakeHetzner> {
  const worlds = new Map<string, Thing[]>();
  const failures: { matches: (asked: Asked) => boolean; reply: Reply }[] = [];
  let held = false;
  let lastId = 100;

  const things = (collection: string, token: string): Thing[] => {
    const key = `${token}/${collection}`;
    if (!worlds.has(key)) worlds.set(key, []);
    return worlds.get(key) ?? [];
  };
  const action = (command: string) => ({ id: ++lastId, command, status: held ? "running" : "success", error: null });

  const reply = (asked: Asked): Reply => {
    const failing = failures.findIndex(({ matches }) => matches(asked));
    if (failing >= 0) return failures.splice(failing, 1)[0]?.reply ?? { status: 500 };

    const url = new URL(asked.path, "http://fake");
    const [, collection = "", id, , verb] = url.pathname.split("/");
    if (collection === "actions") return { status: 200, body: { actions: actionsIn(url, held) } };
    if (collection === "server_types") return { status: 200, body: { server_types: [SERVER_TYPE] } };
    if (collection === "images")
      return { status: 200, body: { images: [{ id: 7, name: "debian-12", deprecated: null }] } };

    const world = things(collection, asked.token);
    const one = SINGULAR[collection] ?? "";
    if (asked.method === "POST" && id === undefined) {
      const taken = world.some(({ name }) => name === asked.body.name);
      if (taken) return refusal(409, "uniqueness_error", `name ${String(asked.body.name)} is already used`);
      const thing: Thing = { ...newThing(collection, ++lastId, asked.body) };
      world.push(thing);
      return { status: 201, body: { [one]: thing, action: action(`create_${one}`), next_actions: [] } };
    }

    const named = url.searchParams.get("name");
    if (id === undefined) return { status: 200, body: { [collection]: world.filter(({ name }) => name === named) } };
    const thing = world.find((candidate) => String(candidate.id) === id);
    if (thing === undefined) return refusal(404, "not_found", `${one} ${id} not found`);
    if (verb) return actOn(thing, verb, asked.body, action(verb));
    if (asked.method === "PUT") Object.assign(thing, asked.body);
    if (asked.method === "DELETE") {
      if ((thing.protection as { delete?: boolean } | undefined)?.delete)
        return refusal(422, "protected", `${one} is protected`);
      world.splice(world.indexOf(thing), 1);
      return { status: 200, body: { action: action(`delete_${one}`) } };
    }
    return { status: 200, body: { [one]: thing } };
  };

  const fake = await startFakeHttp(reply);
  return {
    ...fake,
    things,
    holdActions: (hold) => {
      held = hold;
    },
    failNext: (matches, answer) => {
      failures.push({ matches, reply: answer });
    },
  };
}

const SERVER_TYPE = { id: 1, name: "cx23", architecture: "x86" };
const SINGULAR: Record<string, string> = { servers: "server", ssh_keys: "ssh_key" };

function refusal(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}

function actionsIn(url: URL, held: boolean): object[] {
  const status = held ? "running" : "success";
  return url.searchParams.getAll("id").map((id) => ({ id: Number(id), command: "held", status, error: null }));
}

function newThing(collection: string, id: number, ordered: Record<string, unknown>): Thing {
  if (collection === "ssh_keys") return { id, labels: {}, fingerprint: "aa:bb", ...ordered };
  return {
    id,
    name: ordered.name,
    status: "running",
    labels: ordered.labels ?? {},
    server_type: { name: ordered.server_type },
    image: { id: 7, name: "debian-12" },
    location: { name: ordered.location ?? "fsn1" },
    public_net: {
      ipv4: { id: 1, ip: "127.0.9.9", dns_ptr: "" },
      ipv6: { id: 2, ip: "2001:db8:1::/64", dns_ptr: [] },
      firewalls: [],
    },
    private_net: [],
    backup_window: null,
    protection: { delete: false, rebuild: false },
    primary_disk_size: 40,
    placement_group: null,
  };
}

function actOn(thing: Thing, verb: string, body: Record<string, unknown>, action: object): Reply {
  if (verb === "change_protection") thing.protection = body;
  if (verb === "change_type") thing.server_type = { name: body.server_type };
  if (verb === "enable_backup") thing.backup_window = "22-02";
  if (verb === "disable_backup") thing.backup_window = null;
  if (verb === "poweroff") thing.status = "off";
  if (verb === "poweron") thing.status = "running";
  return { status: 201, body: { action } };
}
