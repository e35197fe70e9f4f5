//go:build tools

// Package languagehost pins the host that runs Node programs for `pulumi up`; see README.md for why it is older than the engine.
package languagehost

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
