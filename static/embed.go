// Package static holds the default stylesheet and scripts as files. It knows nothing of how they are published; a
// site's own static/ overrides them file by file.
package static

import "embed"

// FS holds the files, named as "site.css".
//
//go:embed *.css *.js
var FS embed.FS
