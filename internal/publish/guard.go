package publish

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// guardFolder refuses a site that must not be published wherever it goes. It asks the index and the disk, not the store.
func (p *publisher) guardFolder() error {
	switch {
	case p.Site.Unfinished:
		return refuse("unfinished", nil)
	case p.Drafts:
		return refuse("drafts", nil)
	case len(p.Site.Files) == 0:
		return refuse("empty", nil)
	}
	paths := make([]string, len(p.Site.Files))
	for i, f := range p.Site.Files {
		paths[i] = f.Path
	}
	if _, ok := slices.BinarySearch(paths, homePage); !ok {
		return refuse("no-home", nil)
	}
	found := append(secretFiles(paths), clashes(paths)...)
	for _, path := range slices.Sorted(maps.Keys(p.Redirects)) {
		if strings.ContainsAny(p.Redirects[path], "\t\r\n") {
			found = append(found, text("path", problem.Args{"path": path}))
		}
	}
	if len(found) == 0 {
		found = p.differing()
	}
	if len(found) > 0 {
		return &Refused{Texts: found[:min(len(found), maxNamed)]}
	}
	return nil
}

// differing finds files that are not as the index has them, by their stat: what is sent is read anyway.
func (p *publisher) differing() (found []problem.Text) {
	for _, f := range p.Site.Files {
		info, err := os.Lstat(p.file(f.Path))
		if err != nil || !info.Mode().IsRegular() || info.Size() != f.Size {
			found = append(found, text("changed", problem.Args{"path": f.Path}))
			continue
		}
		if f.ModTime != 0 && info.ModTime().UnixNano() != f.ModTime {
			if sum, _, _, err := sumFile(p.file(f.Path)); err != nil || sum != f.Sum {
				found = append(found, text("changed", problem.Args{"path": f.Path}))
			}
		}
	}
	return found
}

// secretName matches the names of files that are never for the public, in lower case: keys, settings, sources.
var secretName = regexp.MustCompile(`^(?:.*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|md)|id_[a-z0-9]+(?:\.pub)?|site\.toml|credentials?|passwd|htpasswd)$`)

// secretFiles finds paths that must never be public, or can be no key.
func secretFiles(paths []string) (found []problem.Text) {
	for _, p := range paths {
		if !validPath(p) || strings.EqualFold(p[:min(len(control), len(p))], control) {
			found = append(found, text("path", problem.Args{"path": p}))
			continue
		}
		hidden := false
		for i, part := range strings.Split(p, "/") {
			hidden = hidden || strings.HasPrefix(part, ".") && !(i == 0 && part == ".well-known")
		}
		if hidden || secretName.MatchString(strings.ToLower(path.Base(p))) {
			found = append(found, text("secret-file", problem.Args{"path": p}))
		}
	}
	return found
}

// clashes finds keys that some stores or computers take for one: those that differ by case only, and a file that is the
// folder of another.
func clashes(paths []string) (found []problem.Text) {
	fold := cases.Fold()
	same := func(p string) string { return norm.NFC.String(fold.String(norm.NFC.String(p))) }
	files := make(map[string]string, len(paths))
	for _, p := range paths {
		key := same(p)
		if other, ok := files[key]; ok {
			found = append(found, text("case", problem.Args{"path": p, "other": other}))
		}
		files[key] = p
	}
	for _, p := range paths {
		for dir := path.Dir(same(p)); dir != "."; dir = path.Dir(dir) {
			if other, ok := files[dir]; ok {
				found = append(found, text("file-and-folder", problem.Args{"path": other, "other": p}))
			}
		}
	}
	return found
}

// credentials matches what gives somebody rights: access keys of clouds, private keys, and addresses with a password.
var credentials = regexp.MustCompile(`\b(?:LTAI[0-9A-Za-z]{12,30}|AKID[0-9A-Za-z]{28,40}|(?:AKIA|ASIA)[0-9A-Z]{16})\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bhttps?://[^/\s"'<>@:]+:[^/\s"'<>@]+@`)

// credentialIn gives the beginning of what looks like a credential, so that it can be found but is not repeated; "" if there is none.
func credentialIn(data []byte) string {
	if !suspicious(data) {
		return ""
	}
	found := credentials.Find(data)
	if found == nil {
		return ""
	}
	return string(found[:min(len(found), 8)]) + "…"
}

// marks of what credentials matches, but for addresses.
var marksOfCredentials = [][]byte{[]byte("LTAI"), []byte("AKID"), []byte("AKIA"), []byte("ASIA"), []byte("-----BEGIN ")}

// suspicious tells at a hundredth of its cost that credentials cannot match: there is none of its marks, and no address with an @ before
// its first slash.
func suspicious(data []byte) bool {
	for _, mark := range marksOfCredentials {
		if bytes.Contains(data, mark) {
			return true
		}
	}
	for {
		_, after, ok := bytes.Cut(data, []byte("://"))
		if !ok {
			return false
		}
		if i := bytes.IndexAny(after, "/@ \t\n\f\r\"'<>"); i >= 0 && after[i] == '@' {
			return true
		}
		data = after
	}
}

// guardChange refuses changes that are larger than anybody would make on purpose.
func (p *publisher) guardChange(s *standing, want []Entry, actions []Action) error {
	base := s.base
	if base.generation == 0 || p.restore {
		return nil
	}
	deletes := 0
	for _, a := range actions {
		if a.Phase == Deletes && a.before.alive() && a.before.Path != "" && !a.before.hashed() {
			deletes++
		}
	}
	had, hadBytes := pages(base.entries)
	has, hasBytes := pages(want)
	standing := 0
	for _, e := range base.entries {
		if e.alive() && !e.hashed() {
			standing++
		}
	}
	share := float64(deletes) / float64(max(standing, 1))
	switch {
	case deletes > p.MaxDeletes || deletes > 1 && share > p.MaxDeleteShare:
		return refuse("deletes", problem.Args{
			"deletes": fmt.Sprint(deletes), "files": fmt.Sprint(standing), "max": fmt.Sprint(p.MaxDeletes),
			"share": fmt.Sprintf("%.0f", 100*p.MaxDeleteShare), "paths": names(deleted(actions)),
		})
	case !p.Yes && (has*2 < had || hadBytes >= 0 && hasBytes >= 0 && hasBytes*2 < hadBytes):
		refused := refuse("smaller", problem.Args{
			"pages": fmt.Sprint(has), "before": fmt.Sprint(had), "bytes": fmt.Sprint(hasBytes), "before_bytes": fmt.Sprint(hadBytes),
		})
		refused.Ask = true
		return refused
	}
	return nil
}

// pages counts what people read: bodies of pages that come out empty are as bad as pages that are gone. The bytes are -1 where pages
// are compressed.
func pages(entries []Entry) (n int, bytes int64) {
	for _, e := range entries {
		if !e.alive() || !strings.HasPrefix(e.Class.Header.ContentType, "text/html") {
			continue
		}
		n++
		if e.Class.Encoder != "" {
			bytes = -1
		} else if bytes >= 0 {
			bytes += e.Size
		}
	}
	return n, bytes
}

func deleted(actions []Action) (paths []string) {
	for _, a := range actions {
		if a.Phase == Deletes && a.before.alive() && !a.before.hashed() {
			paths = append(paths, a.Path)
		}
	}
	return paths
}

// guardStrangers looks, before the first publish, at what is there already. An object that has the bytes of ours is taken for ours: it is from
// a bucket whose records were lost. Any other where the site would put its own is refused, and those elsewhere are named.
func (p *publisher) guardStrangers(ctx context.Context, s *standing, actions []Action) error {
	if s.base.generation > 0 || len(s.begun) > 0 {
		return nil
	}
	there := map[string]store.Object{}
	for _, object := range p.strangers {
		there[object.Key] = object
	}
	var collisions []string
	for i := range actions {
		object, ok := there[actions[i].Path]
		if !ok {
			continue
		}
		same, err := p.is(ctx, object, actions[i].entry)
		if err != nil {
			return err
		}
		if !same {
			collisions = append(collisions, object.Key)
			continue
		}
		actions[i].do = settle
		delete(there, object.Key)
	}
	p.report.Foreign = slices.Sorted(maps.Keys(there))
	if len(collisions) > 0 {
		return refuse("foreign", problem.Args{"keys": names(collisions)})
	}
	return nil
}

// guardLock refuses a store in which two could publish at the same time and neither would know. It is tried once for each target: four
// requests or so, and remembered here and in the bucket.
func (p *publisher) guardLock(ctx context.Context, base *state) error {
	prober, ok := p.store.(store.Prober)
	if _, known := p.local.get("probed"); known || !ok || p.Probed || base.probed {
		p.Probed = true
		return nil
	}
	can, err := prober.Probe(ctx)
	if err != nil {
		return err
	}
	if !can.CreateOnly {
		return refuse("no-lock", nil)
	}
	if !can.MD5 {
		p.report.Notes = append(p.report.Notes, text("no-md5", nil))
	}
	p.local.put("probed", []byte("yes\n"))
	p.Probed = true
	return nil
}

// guardReturn asks before a publish brings back what a rollback has just taken away.
func (p *publisher) guardReturn(base *state, root Root) error {
	if base.back == 0 || base.left != root || p.Yes {
		return nil
	}
	refused := refuse("rolled-back", problem.Args{"generation": fmt.Sprint(base.generation), "back": fmt.Sprint(base.back)})
	refused.Ask = true
	return refused
}
