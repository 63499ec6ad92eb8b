package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// village gives the site of testdata/site, and some events and pages more.
func village(t testing.TB, more ...files) files {
	t.Helper()
	all := files{}
	for _, name := range []string{
		"site.toml", "content/themes/jieri.md", "content/communities/zhenlong.md", "content/pages/about.md", "content/events/2026/06/zongzi.md",
	} {
		data, err := os.ReadFile(filepath.Join("testdata/site", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(data)
	}
	for _, m := range more {
		maps.Copy(all, m)
	}
	return all
}

// event is an entry with a picture of its own beside it.
func event(slug, words string, colour color.Gray) files {
	const folder = "content/events/2026/06/"
	img := image.NewGray(image.Rect(0, 0, 96, 72))
	for i := range img.Pix {
		img.Pix[i] = colour.Y
	}
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, img, nil); err != nil {
		panic(err) // a buffer takes everything
	}
	return files{
		folder + slug + ".md": fmt.Sprintf(`+++
title = "活动 %[1]s"
date = 2026-06-12
community = "zhenlong"
themes = ["jieri"]
photos = [{file = "%[1]s.jpg", alt = "现场的人群", caption = "活动现场", credit = "通讯员"}]
+++

%[2]s
`, slug, words),
		folder + slug + ".jpg": picture.String(),
	}
}

// before and after are what the publishers that die were about: in between, the stylesheet has changed, and with it every page; one event
// has other words, one is new with its picture, and one is gone with its own.
func before(t testing.TB) files {
	return village(t, event("jiang", "讲一讲", color.Gray{80}), event("jiu", "旧的", color.Gray{120}))
}

func after(t testing.TB) files {
	site := village(t, event("jiang", "讲完了", color.Gray{80}), event("xin", "新的", color.Gray{160}))
	site["site.toml"] += "\n[look]\naccent = \"#1f4e86\"\n"
	return site
}

// large gives a site with so many pages besides.
func large(t testing.TB, pages int) files {
	site := village(t)
	site["site.toml"] += "\n[search]\nenabled = false\n"
	for i := range pages {
		site[name(i)] = text(i, "正文")
	}
	return site
}

func name(i int) string { return fmt.Sprintf("content/pages/p%05d.md", i) }

func text(i int, words string) string {
	return fmt.Sprintf("+++\ntitle = \"第%d页\"\nsummary = \"说明\"\n+++\n\n%s。\n", i, words)
}
