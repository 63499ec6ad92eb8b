package pagetest

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

// Links follows every link of every page below dir as a reader does who got the folder on a stick, and fails the test
// with each dead one: a file that does not exist, a fragment without its id, a folder instead of a file, an address
// that leaves the folder, or one from the root of a server.
//
// Addresses that begin with prefix – the site's base_url, "" for none – are looked up in dir as well, and 404.html may
// name files from the root of that server, because it is shown at any depth. Other hosts and schemes are not followed.
func Links(t testing.TB, dir, prefix string) {
	t.Helper()
	found, err := deadLinks(dir, prefix)
	report(t, found, err)
}

// crawl is one folder while its links are followed.
type crawl struct {
	prefix *url.URL             // nil for none
	files  map[string]bool      // every file and, as false, every folder; exact in case even where the disk is not
	pages  map[string]*linkPage // by name
}

// linkPage is what matters of one page. An id or a link stands once, however often the page has it.
type linkPage struct {
	ids   map[string]bool
	links map[string]bool
}

func deadLinks(dir, prefix string) ([]Finding, error) {
	names, err := htmlFiles(dir)
	if err != nil {
		return nil, err
	}
	c := &crawl{files: map[string]bool{}}
	if prefix != "" {
		if c.prefix, err = url.Parse(strings.TrimSuffix(prefix, "/") + "/"); err != nil {
			return nil, fmt.Errorf("prefix: %w", err)
		}
	}
	tree := os.DirFS(dir)
	if err := c.list(tree); err != nil {
		return nil, err
	}
	for name := range c.files {
		if strings.HasSuffix(name, ".svg") { // symbols are named by fragments, too
			names = append(names, name)
		}
	}
	if c.pages, err = readPages(tree, names); err != nil {
		return nil, err
	}
	return c.dead(), nil
}

func (c *crawl) list(tree fs.FS) error {
	return fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil {
			c.files[name] = !d.IsDir()
		}
		return err
	})
}

// readPages parses pages on all cores; the parser takes most of the time of a crawl.
func readPages(tree fs.FS, names []string) (map[string]*linkPage, error) {
	pages := make(map[string]*linkPage, len(names))
	var (
		mu     sync.Mutex
		wg     sync.WaitGroup
		failed error
	)
	queue := make(chan string)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for name := range queue {
				page, err := readPage(tree, name)
				mu.Lock()
				pages[name] = page
				if err != nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	for _, name := range names {
		queue <- name
	}
	close(queue)
	wg.Wait()
	return pages, failed
}

func readPage(tree fs.FS, name string) (*linkPage, error) {
	b, err := fs.ReadFile(tree, name)
	if err != nil {
		return nil, err
	}
	// without scripting the content of <noscript> is elements, as readers without JavaScript see it
	root, err := html.ParseWithOptions(bytes.NewReader(b), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p := &linkPage{ids: map[string]bool{}, links: map[string]bool{}}
	for node := range root.Descendants() {
		if node.Type == html.ElementNode {
			p.element(node)
		}
	}
	return p, nil
}

// element notes the ids and the links of one element.
func (p *linkPage) element(node *html.Node) {
	for _, a := range node.Attr {
		switch a.Key {
		case "id":
			p.ids[a.Val] = true
		case "name":
			if node.Data == "a" {
				p.ids[a.Val] = true
			}
		case "href", "src", "poster", "action", "data":
			if !strings.HasPrefix(a.Val, "data:") {
				p.links[strings.TrimSpace(a.Val)] = true
			}
		case "srcset":
			for candidate := range strings.SplitSeq(a.Val, ",") {
				if fields := strings.Fields(candidate); len(fields) > 0 {
					p.links[fields[0]] = true
				}
			}
		case "content":
			if target, ok := refresh(node, a.Val); ok {
				p.links[target] = true
			}
		}
	}
}

// refresh gives the target of <meta http-equiv="refresh" content="0; url=…">.
func refresh(node *html.Node, content string) (string, bool) {
	if node.Data != "meta" {
		return "", false
	}
	for _, a := range node.Attr {
		if a.Key == "http-equiv" && strings.EqualFold(a.Val, "refresh") {
			_, target, ok := strings.Cut(content, "=")
			return strings.Trim(strings.TrimSpace(target), `'"`), ok
		}
	}
	return "", false
}

// dead gives one finding for each address that leads nowhere, on the first page that has it: a dead link in the footer
// is one fault, not one for each page.
func (c *crawl) dead() []Finding {
	type fault struct {
		finding Finding
		pages   int
	}
	faults := map[string]*fault{}
	for _, name := range slices.Sorted(maps.Keys(c.pages)) {
		for _, link := range slices.Sorted(maps.Keys(c.pages[name].links)) {
			meant, why := c.follow(name, link)
			if why == "" {
				continue
			}
			f := faults[meant]
			if f == nil {
				f = &fault{finding: Finding{File: name, Message: fmt.Sprintf("dead link %q: %s", link, why)}}
				faults[meant] = f
			}
			f.pages++
		}
	}
	found := make([]Finding, 0, len(faults))
	for _, f := range faults {
		if f.pages > 1 {
			f.finding.Message += fmt.Sprintf("; on %d pages", f.pages)
		}
		found = append(found, f.finding)
	}
	slices.SortFunc(found, byPlace)
	return found
}

// follow tells which address a link on a page means and why it is dead; "" if it is alive, or leads elsewhere.
func (c *crawl) follow(from, link string) (meant, why string) {
	u, err := url.Parse(link)
	if err != nil {
		return link, "no address"
	}
	target, why := c.target(from, u)
	switch {
	case why != "":
		return link, why
	case target == "":
		return link, ""
	case u.Fragment != "":
		return target + "#" + u.Fragment, c.missing(target, u.Fragment)
	}
	return target, c.missing(target, "")
}

// missing says what does not exist, the file or the id in it; "" if both do. "top" and text fragments need no id:
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment
func (c *crawl) missing(target, fragment string) string {
	switch isFile, exists := c.files[target]; {
	case !exists:
		return "no such file"
	case !isFile:
		return "a folder; opened from a disk it shows no page, name its index.html"
	}
	page := c.pages[target]
	if page == nil || fragment == "" || fragment == "top" || strings.HasPrefix(fragment, ":~:") || page.ids[fragment] {
		return ""
	}
	return "no element has this id"
}

// target gives the name of the file to which a link leads, "" when it is none of ours, or why it can lead to no file.
func (c *crawl) target(from string, u *url.URL) (name, why string) {
	switch {
	case u.Scheme != "" || u.Host != "":
		name, _ = c.below(u)
		return name, ""
	case strings.HasPrefix(u.Path, "/") && from == "404.html" && c.prefix != nil:
		name, ok := c.below(c.prefix.ResolveReference(u))
		if !ok {
			return "", "not below the path of the site"
		}
		return name, ""
	case strings.HasPrefix(u.Path, "/"):
		return "", "it begins at the root of a server; a folder opened from a disk has none"
	case u.Path == "":
		return from, ""
	}
	name = path.Join(path.Dir(from), u.Path)
	if name == ".." || strings.HasPrefix(name, "../") {
		return "", "it leaves the folder"
	}
	return name, ""
}

// below gives the name of the file that an address below the prefix means: a folder means its index.html.
func (c *crawl) below(u *url.URL) (name string, ok bool) {
	if c.prefix == nil || u.Scheme != c.prefix.Scheme || u.Host != c.prefix.Host {
		return "", false
	}
	rest, ok := strings.CutPrefix(u.Path, c.prefix.Path)
	if !ok {
		return "", false
	}
	if rest == "" || strings.HasSuffix(rest, "/") {
		rest += "index.html"
	}
	return path.Clean(rest), true
}
