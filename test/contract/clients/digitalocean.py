"""Drives a DigitalOcean endpoint with the vendor's own client, unpatched. Usage: digitalocean.py ENDPOINT TOKEN"""

import json
import sys
import time

from azure.core.exceptions import HttpResponseError
from pydo import Client

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2 me"
# The client sends a bearer token over plain HTTP only when each call says that it may.
LOCAL = {"enforce_https": False}

# The client adds /v2 itself.
client = Client(token=sys.argv[2], endpoint=sys.argv[1].removesuffix("/v2"))
steps = []


def done(step):
    steps.append(step)


def wait(action):
    while client.actions.get(action["id"], **LOCAL)["action"]["status"] == "in-progress":
        time.sleep(0.01)


def gone(call):
    """The client answers a 404 as a body; a later version may raise."""
    try:
        assert call()["id"] == "not_found"
    except HttpResponseError as error:
        assert error.status_code == 404, error


account = client.account.get(**LOCAL)["account"]
assert account["status"] == "active"
assert [size["slug"] for size in client.sizes.list(per_page=200, **LOCAL)["sizes"]].count("s-2vcpu-4gb") == 1
assert any(region["slug"] == "fra1" for region in client.regions.list(**LOCAL)["regions"])
assert any(image["slug"] == "debian-13-x64" for image in client.images.list(type="distribution", **LOCAL)["images"])
done("offer")

key = client.ssh_keys.create(body={"name": "me", "public_key": KEY}, **LOCAL)["ssh_key"]
assert client.ssh_keys.get(key["fingerprint"], **LOCAL)["ssh_key"]["id"] == key["id"]
done("ssh key")

vpc = client.vpcs.create(body={"name": "inside", "region": "fra1", "ip_range": "10.10.0.0/20"}, **LOCAL)["vpc"]
done("vpc")

client.tags.create(body={"name": "team:a"}, **LOCAL)
everyone = {"addresses": ["0.0.0.0/0", "::/0"]}
firewall = client.firewalls.create(
    body={
        "name": "web",
        "tags": ["team:a"],
        "inbound_rules": [{"protocol": "tcp", "ports": "443", "sources": everyone}],
        "outbound_rules": [{"protocol": "tcp", "ports": "all", "destinations": everyone}],
    },
    **LOCAL,
)["firewall"]
done("firewall")

created = client.droplets.create(
    body={
        "name": "one",
        "region": "fra1",
        "size": "s-2vcpu-4gb",
        "image": "debian-13-x64",
        "ssh_keys": [key["id"]],
        "user_data": "#cloud-config\n",
        "vpc_uuid": vpc["id"],
        "ipv6": True,
        "tags": ["team:a"],
    },
    **LOCAL,
)
wait(created["links"]["actions"][0])
droplet = client.droplets.get(created["droplet"]["id"], **LOCAL)["droplet"]
assert droplet["status"] == "active"
assert {network["type"] for network in droplet["networks"]["v4"]} == {"public", "private"}
assert [each["id"] for each in client.droplets.list(tag_name="team:a", **LOCAL)["droplets"]] == [droplet["id"]]
assert [each["id"] for each in client.droplets.list_firewalls(droplet["id"], **LOCAL)["firewalls"]] == [firewall["id"]]
for body in ({"type": "power_off"}, {"type": "resize", "size": "s-4vcpu-8gb"}, {"type": "power_on"}):
    wait(client.droplet_actions.post(droplet["id"], body=body, **LOCAL)["action"])
assert client.droplets.get(droplet["id"], **LOCAL)["droplet"]["size_slug"] == "s-4vcpu-8gb"
done("droplet")

volume = client.volumes.create(
    body={"name": "data", "region": "fra1", "size_gigabytes": 10, "filesystem_type": "ext4"}, **LOCAL
)["volume"]
attached = {"type": "attach", "droplet_id": droplet["id"]}
wait(client.volume_actions.post_by_id(volume["id"], body=attached, **LOCAL)["action"])
assert client.volumes.get(volume["id"], **LOCAL)["volume"]["droplet_ids"] == [droplet["id"]]
wait(client.volume_actions.post_by_id(volume["id"], body={**attached, "type": "detach"}, **LOCAL)["action"])
client.volumes.delete(volume["id"], **LOCAL)
done("volume")

ip = client.reserved_ips.create(body={"region": "fra1"}, **LOCAL)["reserved_ip"]["ip"]
wait(client.reserved_ips_actions.post(ip, body=attached | {"type": "assign"}, **LOCAL)["action"])
assert client.reserved_ips.get(ip, **LOCAL)["reserved_ip"]["droplet"]["id"] == droplet["id"]
wait(client.reserved_ips_actions.post(ip, body={"type": "unassign"}, **LOCAL)["action"])
client.reserved_ips.delete(ip, **LOCAL)
done("reserved ip")

project = client.projects.create(body={"name": "shop", "purpose": "Web Application"}, **LOCAL)["project"]
client.projects.delete(project["id"], **LOCAL)
done("project")

client.droplets.destroy(droplet["id"], **LOCAL)
gone(lambda: client.droplets.get(droplet["id"], **LOCAL))
client.firewalls.delete(firewall["id"], **LOCAL)
client.vpcs.delete(vpc["id"], **LOCAL)
client.tags.delete("team:a", **LOCAL)
client.ssh_keys.delete(key["id"], **LOCAL)
assert client.droplets.list(**LOCAL)["droplets"] == []
done("delete")

print(json.dumps(steps))
