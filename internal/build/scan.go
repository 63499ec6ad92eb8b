package build

import (
	"crypto/sha256"
	"fmt"
	"path"
	"strings"
	"sync"

	"mingde/internal/cache"
	"mingde/internal/check"
	"mingde/internal/codec"
	"mingde/internal/document"
)

// scans knows what was found in attachments. A file is looked through once for its bytes, its name and the words of the settings: what
// was found stays in the cache.
type scans struct {
	facts    *facts
	words    []string // of hardship, beside the built-in ones
	suspects *check.Suspects
	known    sync.Map // path → func() document.Findings
	naming   sync.Map // path → func() []check.Naming
}

// names gives the names of suspects in an attachment. They are looked for once for its bytes, its name and all these names.
func (s *scans) names(file string) []check.Naming {
	once, ok := s.naming.Load(file)
	if !ok {
		once, _ = s.naming.LoadOrStore(file, sync.OnceValue(func() []check.Naming { return s.findNames(file) }))
	}
	return once.(func() []check.Naming)()
}

func (s *scans) findNames(file string) (found []check.Naming) {
	sources := s.facts.sources.Load()
	sum, err := sources.sumOf(file)
	if err != nil || s.suspects == nil {
		return nil
	}
	key := cache.Key(sha256.Sum256(fmt.Appendf(nil, "%x %q names %x", sum, path.Base(file), s.suspects.Sum())))
	if record, ok := s.facts.pictures.store.Get(cachedScan, key); ok && !s.facts.pictures.fresh && codec.Read(record, &found) == nil {
		return found
	}
	data, err := sources.Read(file)
	if err != nil {
		return nil
	}
	found = s.suspects.InTexts(func(visit func(where, text string)) { document.Texts(file, data, visit) })
	_ = s.facts.pictures.store.Put(cachedScan, key, codec.Append(nil, &found)) // that it could not be kept costs another look
	return found
}

func (s *scans) of(file string) document.Findings {
	once, ok := s.known.Load(file)
	if !ok {
		once, _ = s.known.LoadOrStore(file, sync.OnceValue(func() document.Findings { return s.find(file) }))
	}
	return once.(func() document.Findings)()
}

func (s *scans) find(file string) (found document.Findings) {
	sources := s.facts.sources.Load()
	sum, err := sources.sumOf(file)
	if err != nil {
		return found // that it cannot be read is told where it is copied
	}
	key := cache.Key(sha256.Sum256(fmt.Appendf(nil, "%x %q %q", sum, path.Base(file), strings.Join(s.words, "\n"))))
	if record, ok := s.facts.pictures.store.Get(cachedScan, key); ok && !s.facts.pictures.fresh && codec.Read(record, &found) == nil {
		return found
	}
	data, err := sources.Read(file)
	if err != nil {
		return document.Findings{}
	}
	found = document.Scan(file, data, s.words)
	_ = s.facts.pictures.store.Put(cachedScan, key, codec.Append(nil, &found)) // that it could not be kept costs another look
	return found
}
