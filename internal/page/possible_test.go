package page

import (
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
)

// Lists that may exist on some day are told from addresses that never can.
func TestPossible(t *testing.T) {
	archive := txtar.Parse([]byte(`-- content/communities/a.md --
+++
title = "甲社区"
+++
-- content/themes/t.md --
+++
title = "主题"
+++
-- content/events/later.md --
+++
title = "以后"
date = 2030-01-01
community = "a"
series = "道德讲堂"
festival = "重阳"
+++
`))
	planned, _ := site(t, archive, calendar.Date(2026, 6, 30), false)
	for address, want := range map[string]bool{
		"events/index.html": true, "events/2030/index.html": true, "events/2030/01/index.html": true, "events/2030/01/2.html": true,
		"events/2030/1/index.html": false, "events/series/dao-de-jiang-tang.html": true, "events/series/dao-de-jiang-tang/2030.html": true,
		"events/series/other.html": false, "events/festivals/chong-yang.html": true, "communities/a/2030.html": true, "communities/a/2030/01.html": true,
		"communities/a/themes/t.html": true, "communities/a/themes/u.html": false, "communities/b/2030.html": false, "themes/t/2030.html": true,
		"statistics/2030.html": true, "statistics/x.html": false, "media/index.html": true, "models/index.html": true, "pages/index.html": false,
		"events/later.html": false, "nothing": false, "": false,
	} {
		if got := planned.possible(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
