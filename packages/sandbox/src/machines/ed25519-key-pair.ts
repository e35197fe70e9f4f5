import ssh2 from "ssh2";

/** An SSH key pair: `private` in OpenSSH's own form, `public` as a line of `authorized_keys`. */
export interface SshKeyPair {
  private: string;
  public: string;
}

/** Makes an ed25519 key pair. `ssh2` cannot read 1 in 200 of the keys that it writes (25 of 5,000, version 1.17): those are thrown away. */
export function ed25519KeyPair(): SshKeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519");
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}
