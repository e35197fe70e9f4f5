import { type FakeHttp, type Reply, startFakeHttp } from "./fake-http.ts";

type Stored = Record<string, unknown> & { id: string; name: string };

export interface FakeCloudflare extends FakeHttp {
  records: Stored[];
}

export const FAKE_ZONE = { id: "z".repeat(32), name: "example.test", name_servers: ["a.test", "b.test"] };

/** Starts a Cloudflare with one zone: records are stored as they are ordered, under their full names. */
export async function startFakeCloudflare(): Promise<FakeCloudflare> {
  const records: Stored[] = [];
  const answered = (result: unknown): Reply => ({ status: 200, body: { success: true, errors: [], result } });
  const gone: Reply = {
    status: 404,
    body: { success: false, errors: [{ code: 81044, message: "Record does not exist." }], result: null },
  };
  const stored = (id: string, body: Record<string, unknown>): Stored => {
    const name = String(body.name);
    return { ...body, id, name: name.endsWith(FAKE_ZONE.name) ? name : `${name}.${FAKE_ZONE.name}` };
  };

  const fake = await startFakeHttp(({ method, path, body }) => {
    const [, zones, , , recordId] = new URL(path, "http://fake").pathname.split("/");
    if (!path.includes("dns_records"))
      return answered(zones === "zones" && path.includes("?") ? [FAKE_ZONE] : FAKE_ZONE);
    if (method === "POST") {
      const record = stored(String(records.length + 1).padStart(32, "0"), body);
      records.push(record);
      return answered(record);
    }
    const index = records.findIndex(({ id }) => id === recordId);
    if (index < 0) return gone;
    if (method === "PUT") records[index] = stored(String(recordId), body);
    if (method === "DELETE") return answered({ id: records.splice(index, 1)[0]?.id });
    return answered(records[index]);
  });
  return { ...fake, records };
}
