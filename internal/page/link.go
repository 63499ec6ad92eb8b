package page

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// TargetKind says where a link of a body leads.
type TargetKind uint8

// Where a link may lead.
const (
	Nowhere      TargetKind = iota // a name of the site that does not exist
	Outside                        // an address of the web, of mail or of the telephone
	Here                           // a heading of the same entry
	AnEntry                        // another entry, of whatever state
	AList                          // a generated page
	AnEmptyList                    // a generated page that does not exist today, since nothing in it is public
	AFile                          // a file beside the entry
	ForeignWorld                   // a scheme that no page may carry, or a path that leaves the site
)

// Target is where a link leads.
type Target struct {
	Kind     TargetKind
	Item     *showcase.Item // of AnEntry
	Address  string         // of AList: the page; of AFile: the file in the sources; of Outside: the link itself
	Fragment string         // without #, decoded
}

// Resolve finds where a link or picture in an entry's body leads. Entries are named by their file, relative or from "/" =
// content/; generated lists by their address from "/"; files by their name beside the entry.
func (s *Site) Resolve(from *entry.Entry, dest string) Target {
	if scheme, _, ok := strings.Cut(dest, ":"); ok && !strings.ContainsAny(scheme, "/?#.") {
		return webTarget(scheme, dest)
	}
	if strings.HasPrefix(dest, "//") || strings.HasPrefix(dest, `\`) {
		return Target{Kind: ForeignWorld}
	}
	name, fragment, _ := strings.Cut(dest, "#")
	fragment = unescape(fragment)
	if name == "" {
		return Target{Kind: Here, Fragment: fragment}
	}
	file, inside := from.Beside(unescape(name))
	if !inside {
		return Target{Kind: ForeignWorld}
	}
	if id, ok := strings.CutSuffix(strings.TrimPrefix(file, entry.Root), entry.Extension); ok {
		if it := s.Showcase.Find(id); it != nil {
			return Target{Kind: AnEntry, Item: it, Fragment: fragment}
		}
		return Target{Kind: Nowhere}
	}
	if address := path.Clean(strings.TrimPrefix(unescape(name), "/")); strings.HasPrefix(name, "/") && s.generated[address] {
		return Target{Kind: AList, Address: address, Fragment: fragment}
	}
	if strings.HasPrefix(name, "/") && s.possible(path.Clean(strings.TrimPrefix(unescape(name), "/"))) {
		return Target{Kind: AnEmptyList, Address: strings.TrimPrefix(name, "/")}
	}
	if _, ok := s.in.File(file); ok {
		return Target{Kind: AFile, Address: file}
	}
	return Target{Kind: Nowhere}
}

func webTarget(scheme, dest string) Target {
	u, err := url.Parse(dest)
	if err != nil {
		return Target{Kind: ForeignWorld}
	}
	switch scheme = strings.ToLower(scheme); {
	case (scheme == "http" || scheme == "https") && u.Host != "", scheme == "mailto", scheme == "tel":
		return Target{Kind: Outside, Address: u.String()}
	}
	return Target{Kind: ForeignWorld}
}

func unescape(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// Nearest gives what a dead link may have meant, written as a link: an entry of the same folder or kind, or a generated
// list; "" when nothing is close.
func (s *Site) Nearest(from *entry.Entry, dest string) string {
	name, _, _ := strings.Cut(dest, "#")
	file, ok := from.Beside(unescape(name))
	if !ok {
		return ""
	}
	wanted := "/" + strings.TrimPrefix(file, entry.Root)
	candidates := make([]string, 0, len(s.Showcase.Items))
	for _, it := range s.Showcase.Items {
		if it.State == showcase.Public {
			candidates = append(candidates, "/"+it.ID+entry.Extension)
		}
	}
	if bare := strings.TrimSuffix(wanted, ".html"); bare != wanted {
		if s.Showcase.Find(strings.TrimPrefix(bare, "/")) != nil {
			return bare + entry.Extension
		}
		for address := range s.generated {
			candidates = append(candidates, "/"+address)
		}
		slices.Sort(candidates)
	}
	near := decode.Nearest(wanted, candidates)
	if path.Dir(near) == path.Dir(wanted) && decode.Nearest(path.Base(wanted), []string{path.Base(near)}) == "" {
		return "" // long folders make any two names look alike
	}
	return near
}

// webAddress gives an absolute address of the web as it is written into a page; "" for anything else.
func webAddress(address string) string {
	scheme, _, _ := strings.Cut(address, ":")
	if t := webTarget(scheme, address); t.Kind == Outside && strings.HasPrefix(strings.ToLower(scheme), "http") {
		return t.Address
	}
	return ""
}

// IsWebAddress tells whether a field may hold an address: http or https, with a host.
func IsWebAddress(address string) bool { return webAddress(address) != "" }
