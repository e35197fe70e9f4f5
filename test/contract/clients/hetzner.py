"""Drives a Hetzner Cloud endpoint with the vendor's own client, unpatched. Usage: hetzner.py ENDPOINT TOKEN"""

import json
import sys

from hcloud import APIException, Client
from hcloud.firewalls.domain import FirewallResource, FirewallResourceLabelSelector, FirewallRule
from hcloud.images.domain import Image
from hcloud.locations.domain import Location
from hcloud.networks.domain import NetworkSubnet
from hcloud.server_types.domain import ServerType
from hcloud.servers.domain import ServerCreatePublicNetwork

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2 me"
LABELS = {"team": "a"}
FSN1 = Location(name="fsn1")

client = Client(token=sys.argv[2], api_endpoint=sys.argv[1], poll_interval=0.01)
steps = []


def done(step):
    steps.append(step)


def wait(*actions):
    for action in actions:
        action.wait_until_finished()


def refused(code, call):
    try:
        call()
    except APIException as error:
        assert error.code == code, f"expected {code}, got {error.code}"
        return
    raise AssertionError(f"expected {code}, got no error")


key = client.ssh_keys.create(name="me", public_key=KEY, labels=LABELS)
assert client.ssh_keys.get_by_name("me").fingerprint == key.fingerprint
refused("uniqueness_error", lambda: client.ssh_keys.create(name="me", public_key=KEY))
key = key.update(name="you")
done("ssh key")

network = client.networks.create(name="private", ip_range="10.0.0.0/16", labels=LABELS)
wait(network.add_subnet(NetworkSubnet(type="cloud", network_zone="eu-central", ip_range="10.0.1.0/24")))
assert [n.name for n in client.networks.get_all(label_selector="team=a")] == ["private"]
done("network")

rule = FirewallRule(direction="in", protocol="tcp", port="443", source_ips=["0.0.0.0/0", "::/0"])
team_a = FirewallResource(type="label_selector", label_selector=FirewallResourceLabelSelector("team=a"))
created = client.firewalls.create(name="web", rules=[rule], resources=[team_a])
firewall = created.firewall
wait(*created.actions)
wait(*firewall.set_rules([]))
done("firewall")

ip = client.primary_ips.create(type="ipv4", name="address", location=FSN1, assignee_type="server").primary_ip
wait(ip.change_dns_ptr(ip=ip.ip, dns_ptr="one.example.com"))
done("primary ip")

created = client.servers.create(
    name="one",
    server_type=ServerType(name="cx23"),
    image=Image(name="debian-12"),
    location=FSN1,
    ssh_keys=[key],
    networks=[network],
    user_data="#cloud-config\n",
    labels=LABELS,
    public_net=ServerCreatePublicNetwork(ipv4=ip, enable_ipv6=True),
)
wait(created.action, *created.next_actions)
server = client.servers.get_by_name("one")
assert server.status == "running" and created.root_password is None
assert server.public_net.ipv4.ip == ip.ip and server.private_net[0].ip == "10.0.1.2"
assert [f.firewall.id for f in server.public_net.firewalls] == [firewall.id]
server = server.update(labels={**LABELS, "more": "b"})
wait(server.power_off())
assert client.servers.get_by_id(server.id).status == "off"
wait(server.change_type(ServerType(name="cx33"), upgrade_disk=False))
wait(server.reboot())
wait(server.change_protection(delete=True, rebuild=True))
refused("protected", server.delete)
wait(server.change_protection(delete=False, rebuild=False))
done("server")

created = client.volumes.create(size=10, name="data", server=server, format="ext4")
wait(created.action, *created.next_actions)
volume = client.volumes.get_by_name("data")
assert volume.server.id == server.id
wait(volume.detach())
wait(volume.resize(20))
assert client.volumes.get_by_id(volume.id).size == 20
assert volume.delete()
done("volume")

snapshot = server.create_image(description="before", type="snapshot")
wait(snapshot.action)
assert client.images.get_by_id(snapshot.image.id).status == "available"
assert snapshot.image.delete()
done("image")

assert len(client.server_types.get_all()) > 10
assert client.images.get_by_name_and_architecture("debian-12", "x86").os_flavor == "debian"
assert [location.name for location in client.locations.get_all()][0] == "fsn1"
done("catalogue")

wait(server.delete())
refused("not_found", lambda: client.servers.get_by_id(server.id))
assert ip.delete() and network.delete() and key.delete()
refused("resource_in_use", firewall.delete)
wait(*firewall.remove_from_resources([team_a]))
assert firewall.delete()
assert client.servers.get_all() + client.firewalls.get_all() + client.primary_ips.get_all() == []
done("delete")

print(json.dumps(steps))
