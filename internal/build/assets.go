package build

import (
	"encoding/hex"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"mingde/internal/config"
	"mingde/internal/layout"
	"mingde/internal/page"
	"mingde/internal/source"
)

// stylesheet is the one stylesheet of every page.
const stylesheet = source.Static + "/site.css"

// searchScript is the script of the search page.
const searchScript = source.Static + "/search.js"

// assets are the static files as they are published: under names with their content sums, cached for ever.
type assets struct {
	address map[string]string // path in the sources → address
	source  map[string]string // the other way round
	styled  map[string][]byte // path in the sources → a stylesheet as published
	inline  string            // the stylesheet of every page, for one that stands at any address
}

// inputs gathers what the planner needs.
func (b *builder) inputs(cfg *config.Config) page.Inputs {
	return page.Inputs{
		Identity: b.identity, Style: b.assets.address[stylesheet], Inline: b.assets.inline, Logo: b.assets.address[source.Static+"/"+cfg.Look.Logo],
		Script: b.assets.address[searchScript], Static: b.assets.source, File: b.facts.file,
		Body: b.bodies.of, Shard: b.index.sum,
	}
}

// nameAssets names the static files: first those that stylesheets may refer to, then the stylesheets, in which the names
// are put. It reads them once a build, however often pages are planned.
func (b *builder) nameAssets(cfg *config.Config) assets {
	a := assets{address: map[string]string{}, source: map[string]string{}, styled: map[string][]byte{}}
	sheets := map[string][]byte{}
	for _, f := range b.tree.Files(source.Static + "/") {
		if path.Ext(f.Path) == ".css" {
			data, err := b.sources.Read(f.Path)
			if err != nil {
				b.problems.early = append(b.problems.early, source.Unreadable(f.Path, err))
				continue
			}
			sheets[f.Path] = data
			continue
		}
		if facts, ok := b.facts.file(f.Path); ok {
			a.add(f.Path, facts.Sum)
		}
	}
	for _, sheet := range slices.Sorted(maps.Keys(sheets)) {
		a.addSheet(sheet, sheets, cfg)
	}
	if data, ok := sheets[stylesheet]; ok {
		a.inline = string(a.style(stylesheet, data, basePath(cfg), cfg))
	}
	return a
}

// addSheet names a stylesheet after those that it refers to, because its name is of its text with theirs. Of sheets that
// refer to each other in a circle the last keeps the name as it is written.
func (a *assets) addSheet(sheet string, sheets map[string][]byte, cfg *config.Config) {
	data, ok := sheets[sheet]
	if _, begun := a.styled[sheet]; begun || !ok {
		return
	}
	a.styled[sheet] = nil
	for _, match := range styleURL.FindAllSubmatch(data, -1) {
		a.addSheet(path.Join(path.Dir(sheet), string(match[2])), sheets, cfg)
	}
	up := strings.Repeat("../", strings.Count(strings.TrimPrefix(sheet, source.Static+"/"), "/")+1)
	data = a.style(sheet, data, up, cfg)
	a.styled[sheet] = data
	a.add(sheet, source.SumOf(data))
}

// basePath is the path under which the site stands, "/" where no address is known, as the links of the page for unknown
// addresses have it.
func basePath(cfg *config.Config) string {
	_, rest, _ := strings.Cut(cfg.BaseURL, "://")
	_, rest, _ = strings.Cut(rest, "/")
	return "/" + rest
}

func (a *assets) add(file string, sum [32]byte) {
	name := strings.TrimPrefix(file, source.Static+"/")
	extension := path.Ext(name)
	address := "assets/" + strings.TrimSuffix(name, extension) + "." + hex.EncodeToString(sum[:8]) + extension
	a.address[file], a.source[address] = address, file
}

var styleURL = regexp.MustCompile(`url\(\s*(["']?)([^"')]+)["']?\s*\)`)

// style puts the published addresses of other static files into a stylesheet, behind the way to the site's root, and the
// site's accent colour at its end.
func (a *assets) style(sheet string, data []byte, root string, cfg *config.Config) []byte {
	data = styleURL.ReplaceAllFunc(data, func(match []byte) []byte {
		parts := styleURL.FindSubmatch(match)
		target, ok := a.address[path.Join(path.Dir(sheet), string(parts[2]))]
		if !ok {
			return match
		}
		return []byte(`url("` + root + target + `")`)
	})
	if lines, ok := layout.Accent(cfg.Look.Accent); ok && sheet == stylesheet {
		data = append(slices.Clip(data), lines...)
	}
	return data
}

// asset gives a static file as it is published.
func (b *builder) asset(file string) ([]byte, error) {
	if data, ok := b.assets.styled[file]; ok {
		return data, nil
	}
	return b.sources.again(file)
}
