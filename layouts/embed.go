// Package layouts holds the default layouts of pages as files. It knows nothing of how they are executed; a site's own
// layouts/ overrides them file by file.
package layouts

import "embed"

// FS holds the files, named as "home.html" and "partials/card.html".
//
//go:embed *.html partials/*.html
var FS embed.FS
