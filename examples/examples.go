// Package examples carries the example standards into the binary, for the demo.
package examples

import "embed"

// Standards is the folder standards with its files.
//
//go:embed standards
var Standards embed.FS
