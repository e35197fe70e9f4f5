"""Drives a Cloudflare endpoint with the vendor's own client, unpatched. Usage: cloudflare-dns.py ENDPOINT TOKEN ZONE"""

import json
import sys

from cloudflare import BadRequestError, Cloudflare, NotFoundError

endpoint, token, zone_name = sys.argv[1:4]
client = Cloudflare(api_token=token, base_url=endpoint, max_retries=0)
records = client.dns.records
steps = []


def refused(kind, code, call):
    try:
        call()
    except kind as error:
        assert error.errors[0].code == code, f"expected {code}, got {error.errors}"
        return
    raise AssertionError(f"expected {code}, got no error")


zone = next(iter(client.zones.list(name=zone_name))).id
assert client.zones.get(zone_id=zone).status == "active"
assert client.user.tokens.verify().status == "active"
steps.append("zone")

www = {"zone_id": zone, "name": "www", "type": "A", "ttl": 300}
created = records.create(**www, content="192.0.2.1", comment="by hand")
assert created.name == f"www.{zone_name}" and created.proxiable
refused(BadRequestError, 81058, lambda: records.create(**www, content="192.0.2.1"))
refused(BadRequestError, 9005, lambda: records.create(**www, content="nowhere"))
steps.append("create")

for number in range(5):
    records.create(**{**www, "name": f"n{number}"}, content="192.0.2.9")
assert len(list(records.list(zone_id=zone, per_page=2))) == 6
assert [r.id for r in records.list(zone_id=zone, name={"exact": f"www.{zone_name}"})] == [created.id]
assert [r.id for r in records.list(zone_id=zone, comment={"contains": "hand"})] == [created.id]
assert records.get(created.id, zone_id=zone).content == "192.0.2.1"
steps.append("read")

assert records.edit(created.id, **www, content="192.0.2.2").comment == "by hand"
assert records.update(created.id, **www, content="192.0.2.3").comment is None
steps.append("update")

others = [{"id": r.id} for r in records.list(zone_id=zone) if r.id != created.id]
batch = records.batch(zone_id=zone, deletes=others, posts=[{"name": "t", "type": "TXT", "content": '"x"', "ttl": 1}])
assert len(batch.deletes) == 5 and batch.posts[0].type == "TXT"
for record in list(records.list(zone_id=zone)):
    assert records.delete(record.id, zone_id=zone).id == record.id
refused(NotFoundError, 81044, lambda: records.get(created.id, zone_id=zone))
steps.append("delete")

print(json.dumps(steps))
