// Package search makes the files by which a browser searches the site without a server: texts → terms → postings → files.
// It does not know entries, layouts, the disk, nor what a file was before; which files there are, and which entry stands
// where, is package page's.
//
// # Terms
//
// A text is folded ([Fold]: NFKC, lower case) and cut into runs. Characters of scripts that are written without blanks – Han above all
// – are found by their overlapping pairs, so that names, parts of words and strings across words are found alike; all other letters
// and digits by words, of which the beginning is enough. What is neither ends a run: nothing is found across a punctuation mark or
// two fields. Of titles the single characters are terms as well, so that a query of one character can be answered, by them alone; of a query such
// as A座 the word is enough.
// Filters (kind, community, theme, year) are terms too. static/search.js does the same; TestTokenizersAgree holds the two together.
//
// # Files
//
// All files are scripts that call mdSearch, since a page on a USB stick may load scripts and nothing else:
//
//	search/index.js        mdSearch("index", "", {…})            which segments there are
//	search/<level>/<n>.js  mdSearch("<level>/<n>", order, "…")   postings of the terms that hash to n
//	search/<level>/r<n>.js mdSearch("<level>/r<n>", order, […])  entries as results show them
//
// A text of postings is a sequence of records, sorted by their beginning:
//
//	pair     two characters, list
//	word     "~" word " " list
//	list     gaps or "#" bits, then perhaps "!" and another list: the entries that have the term in their title
//	gaps     differences of ascending places, the first from −1, less 1; each as digits, the low ones last: those of 25
//	         marks that more follows, then one of 64
//	bits     one digit of 64 for six entries, from place 0 on, the lowest bit first
//
// Digits are ASCII, and no character of a pair is, so that a browser finds a record by indexOf.
//
// # Names
//
// The files have fixed names and are revalidated, rather than named by their content. Names by content would need the text of all
// bodies before anybody knew which files the site has, so that no list of pages, no check and no preview could do without; they would need a list of a thousand names that changes
// with every edit and is loaded before the first query; and the postings of somebody who was withdrawn would lie
// about under names that nobody lists. What fixed names lack, consistency while a publish is under way, the order does: it sums up
// which entry stands at which place. Files of one order fit together, whatever words have changed meanwhile. A browser that meets
// two orders begins again with a new index, past all caches; postings of a new entry come with a new order for the smallest segment alone.
package search

import (
	"bytes"
	"encoding/json"
	"fmt"

	"mingde/internal/page"
)

// Write appends the file of a page to w: an index or rows. The error is a mistake of the caller; w is then as it was.
func Write(w *bytes.Buffer, t page.Type, view any) error {
	before := w.Len()
	err := fmt.Errorf("page type %v with a %T is none that package search writes", t, view)
	switch v := view.(type) {
	case *page.SearchIndexView:
		if t == page.SearchIndex && v != nil {
			err = writeCall(w, "index", "", indexOf(v))
		}
	case *page.SearchRowsView:
		if t == page.SearchRows && v != nil {
			err = writeCall(w, v.Name, v.Order, rowsOf(v))
		}
	}
	if err != nil {
		w.Truncate(before)
	}
	return err
}

// Shard appends the file of a text of postings to dst.
func Shard(dst []byte, name, order string, text []byte) []byte {
	dst = append(append(append(dst, `mdSearch("`...), name...), `","`...)
	dst = append(append(append(dst, order...), `","`...), text...)
	return append(dst, "\")\n"...)
}

// writeCall writes a call of mdSearch. U+2028 and U+2029 are escaped, since they end a line of old JavaScript.
func writeCall(w *bytes.Buffer, name, order string, value any) error {
	fmt.Fprintf(w, "mdSearch(%q,%q,", name, order)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	w.Truncate(w.Len() - 1)
	w.WriteString(")\n")
	return nil
}

// index is the index as the browser gets it: rows in a file, and of each segment its level, entries, entries without date,
// files of postings, order, and orders of rows where they are not that of the segment.
type index struct {
	Rows  int   `json:"rows"`
	Parts []any `json:"parts"`
}

func indexOf(v *page.SearchIndexView) index {
	all := index{v.Rows, make([]any, 0, len(v.Parts))}
	for _, p := range v.Parts {
		part := []any{p.Level, p.Entries, p.Undated, p.Shards, p.Order}
		if p.RowOrders != nil {
			part = append(part, p.RowOrders)
		}
		all.Parts = append(all.Parts, part)
	}
	return all
}

// rowsOf gives rows as lists of texts, without the empty ones at their ends.
func rowsOf(v *page.SearchRowsView) [][]string {
	all := make([][]string, len(v.List))
	for i, r := range v.List {
		row := []string{r.Href, r.Title, r.Lead, r.Kind, r.Date, r.Owners}
		for row[len(row)-1] == "" && len(row) > 1 {
			row = row[:len(row)-1]
		}
		all[i] = row
	}
	return all
}
