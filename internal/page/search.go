package page

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// The search is made of segments, each of which holds the public entries of a stretch of time in their order, the oldest
// first; a place in that order is all that a file of the search says of an entry. The segments are cut like the digits of
// the number of dated entries, the last of which has searchTail values and each other searchRadix: a new entry changes the
// smallest segment, and only when that is full, once in searchTail entries, the next. What has no date stands at the
// beginning of the smallest segment, which lies in the way of nobody.
const (
	searchTail    = 256
	searchRadix   = 32
	searchPerFile = 8    // entries for each file of postings: with these it has about 4 KB, whatever the site's size
	maxShards     = 4096 // of a segment; beyond it the files grow
	tailShards    = 16   // of the smallest segment: so many files a new entry rewrites
	searchRows    = 20   // entries in a file of rows
)

// SearchSegment is one segment of the search. Level 0 is the smallest.
type SearchSegment struct {
	Level    int
	Items    []*showcase.Item // the undated ones first, in their order, then the dated ones, the oldest first
	Undated  int
	Shards   int    // files of postings, a power of two
	Order    string // sums up which entries stand where: files of one order belong together
	rowOrder []string
}

// Search gives the segments of the search, the smallest first; none where the settings want no search.
func (s *Site) Search() []SearchSegment { return s.search }

// searchSegments cuts the public entries into segments.
func (s *Site) searchSegments() []SearchSegment {
	var undated []*showcase.Item
	for _, k := range []entry.Kind{entry.Community, entry.Theme, entry.Page} {
		undated = append(undated, s.Showcase.Public[k]...)
	}
	dated := slices.Clone(s.Showcase.Dated())
	slices.Reverse(dated)
	var all []SearchSegment
	size := searchTail
	for level := 0; level == 0 || len(dated) > 0; level++ {
		n := len(dated) % size
		items := dated[len(dated)-n:]
		dated = dated[:len(dated)-n]
		size *= searchRadix
		if level == 0 {
			items = slices.Concat(undated, items)
		}
		if len(items) > 0 {
			all = append(all, newSearchSegment(level, items))
		}
	}
	if len(all) > 0 && all[0].Level == 0 {
		all[0].Undated = len(undated)
	}
	return all
}

func newSearchSegment(level int, items []*showcase.Item) SearchSegment {
	most := maxShards
	if level == 0 {
		most = tailShards
	}
	shards := 1
	for shards < most && shards*searchPerFile < len(items) {
		shards *= 2
	}
	g := SearchSegment{Level: level, Items: items, Shards: shards, Order: orderOf(items)}
	for block := range slices.Chunk(items, searchRows) {
		order := g.Order
		if level == 0 { // a new entry changes the last block of rows and no other
			order = orderOf(block)
		}
		g.rowOrder = append(g.rowOrder, order)
	}
	return g
}

// orderOf sums up a list of entries: 40 bits, so that files of two states are not taken for those of one.
func orderOf(items []*showcase.Item) string {
	h := sha256.New()
	var name []byte
	for _, it := range items {
		name = append(append(name[:0], it.ID...), 0)
		h.Write(name)
	}
	return hex.EncodeToString(h.Sum(nil)[:5])
}

// planSearch plans the search page and its files.
func (p *planner) planSearch() {
	if !p.Showcase.Config.Search.Enabled {
		return
	}
	p.Site.search = p.searchSegments()
	p.add(Search, searchAddress, func() any { return p.searchView() })
	p.add(SearchIndex, "search/index.js", func() any { return p.searchIndex() })
	for _, g := range p.Site.search {
		for n := range g.Shards {
			p.Pages = append(p.Pages, Page{Type: SearchShard, Path: shardAddress(g.Level, n), AllBodies: true, View: func() any {
				return &SearchShardView{Level: g.Level, Number: n, Name: shardName(g.Level, n), Order: g.Order, Sum: p.in.Shard(g.Level, n)}
			}})
		}
		for n := range g.rowOrder {
			p.add(SearchRows, "search/"+rowsName(g.Level, n)+".js", func() any { return p.searchRows(g, n) })
		}
	}
}

const searchAddress = "search.html"

func shardAddress(level, n int) string { return "search/" + shardName(level, n) + ".js" }

func shardName(level, n int) string {
	return strconv.Itoa(level) + "/" + strconv.FormatInt(int64(n), 16)
}

func rowsName(level, n int) string {
	return strconv.Itoa(level) + "/r" + strconv.FormatInt(int64(n), 16)
}

func (s *Site) searchIndex() *SearchIndexView {
	v := &SearchIndexView{Rows: searchRows}
	for _, g := range s.search {
		part := SearchPart{Level: g.Level, Entries: len(g.Items), Undated: g.Undated, Shards: g.Shards, Order: g.Order}
		if g.Level == 0 {
			part.RowOrders = g.rowOrder
		}
		v.Parts = append(v.Parts, part)
	}
	return v
}

func (s *Site) searchRows(g SearchSegment, n int) *SearchRowsView {
	v := &SearchRowsView{Name: rowsName(g.Level, n), Order: g.rowOrder[n]}
	for _, it := range g.Items[n*searchRows : min((n+1)*searchRows, len(g.Items))] {
		row := SearchRow{Href: href(it.Address()), Title: titleMark(it) + it.Title, Kind: s.column(it.Kind).Name, Lead: cutLead(it.Lead)}
		if it.Kind.Dated() {
			row.Date, row.Owners = it.Day().String(), titlesShort(s.ownerNames(it))
		}
		v.List = append(v.List, row)
	}
	return v
}

// rowLead is how many characters of its summary a result shows.
const rowLead = 60

func cutLead(s string) string {
	n := 0
	for i := range s {
		if n++; n > rowLead {
			return s[:i] + "…"
		}
	}
	return s
}

// titlesShort joins the first names of owners: an entry may belong to a hundred.
func titlesShort(names []string) string {
	const most = 3
	text := ""
	for i, name := range names[:min(most, len(names))] {
		if i > 0 {
			text += "、"
		}
		text += name
	}
	if len(names) > most {
		text += "等"
	}
	return text
}

// searchView is the page with the form. Results are its script's business; without one it leads to the lists.
func (s *Site) searchView() *SearchView {
	v := &SearchView{Heading: "搜索", Script: s.in.Script}
	v.Frame = s.frame(searchAddress, searchAddress, v.Heading, "", "在全站的标题、摘要和正文里搜索。")
	v.Crumbs = []Link{home()}
	for _, k := range entry.Kinds() {
		if len(s.Showcase.Public[k]) > 0 {
			v.Kinds = append(v.Kinds, SearchChoice{k.String(), s.column(k).Name})
		}
	}
	for _, it := range s.Showcase.Public[entry.Community] {
		v.Communities = append(v.Communities, SearchChoice{filterValue(it.Key()), it.Title})
	}
	for _, it := range s.Showcase.Public[entry.Theme] {
		v.Themes = append(v.Themes, SearchChoice{filterValue(it.Key()), it.Title})
	}
	for _, y := range byYear(s.Showcase.Dated()) {
		v.Years = append(v.Years, SearchChoice{strconv.Itoa(y.year), y.title()})
	}
	v.Indexes = s.searchIndexes()
	return v
}

// searchIndexes are the lists by which a reader finds what the search would find.
func (s *Site) searchIndexes() []Link {
	var all []Link
	for _, l := range []Link{
		s.hubLink(entry.Community), s.hubLink(entry.Theme), s.hubLink(entry.Event), {s.column(entry.Model).Name + "（按姓氏）", "models/index.html"},
		s.hubLink(entry.Roll), s.hubLink(entry.Volunteer), s.hubLink(entry.Bulletin), {"网站地图", "sitemap.html"},
	} {
		if s.generated[l.Href] {
			all = append(all, l)
		}
	}
	return all
}
