package build

import (
	"encoding/hex"
	"path"
	"regexp"
	"strings"

	"mingde/internal/config"
	"mingde/internal/layout"
	"mingde/internal/page"
	"mingde/internal/source"
)

// stylesheet is the one stylesheet of every page.
const stylesheet = source.Static + "/site.css"

// assets are the static files as they are published: under names with their content sums, cached for ever.
type assets struct {
	address map[string]string // path in the sources → address
	source  map[string]string // the other way round
	style   []byte            // the stylesheet as published
}

// inputs gathers what the planner needs.
func (b *builder) inputs(cfg *config.Config) page.Inputs {
	b.assets = b.nameAssets(cfg)
	return page.Inputs{
		Identity: b.identity, Style: b.assets.address[stylesheet], Inline: string(b.assets.style), Logo: b.assets.address[source.Static+"/"+cfg.Look.Logo],
		Static: b.assets.source, File: b.facts.file,
		Body: b.bodies.of,
	}
}

// nameAssets names the static files: first those that stylesheets may refer to, then the stylesheets, in which the names
// are put.
func (b *builder) nameAssets(cfg *config.Config) assets {
	a := assets{address: map[string]string{}, source: map[string]string{}}
	var sheets []string
	for _, f := range b.tree.Files(source.Static + "/") {
		if path.Ext(f.Path) == ".css" {
			sheets = append(sheets, f.Path)
			continue
		}
		if facts, ok := b.facts.file(f.Path); ok {
			a.add(f.Path, facts.Sum)
		}
	}
	for _, sheet := range sheets {
		data, err := b.sources.Read(sheet)
		if err != nil {
			b.problems.early = append(b.problems.early, source.Unreadable(sheet, err))
			continue
		}
		data = a.styled(sheet, data, cfg)
		a.add(sheet, source.SumOf(data))
		if sheet == stylesheet {
			a.style = data
		}
	}
	return a
}

func (a *assets) add(file string, sum [32]byte) {
	name := strings.TrimPrefix(file, source.Static+"/")
	extension := path.Ext(name)
	address := "assets/" + strings.TrimSuffix(name, extension) + "." + hex.EncodeToString(sum[:8]) + extension
	a.address[file], a.source[address] = address, file
}

var styleURL = regexp.MustCompile(`url\(\s*(["']?)([^"')]+)["']?\s*\)`)

// styled puts the published names of other static files into a stylesheet, and the site's accent colour at its end.
func (a *assets) styled(sheet string, data []byte, cfg *config.Config) []byte {
	data = styleURL.ReplaceAllFunc(data, func(match []byte) []byte {
		parts := styleURL.FindSubmatch(match)
		target, ok := a.address[path.Join(path.Dir(sheet), string(parts[2]))]
		if !ok {
			return match
		}
		up := strings.Repeat("../", strings.Count(strings.TrimPrefix(sheet, source.Static+"/"), "/")+1)
		return []byte(`url("` + up + target + `")`)
	})
	if lines, ok := layout.Accent(cfg.Look.Accent); ok && sheet == stylesheet {
		data = append(data, lines...)
	}
	return data
}

// read gives an asset as it is published.
func (b *builder) asset(file string) ([]byte, error) {
	if file == stylesheet {
		return b.assets.style, nil
	}
	data, err := b.sources.Read(file)
	return data, err
}
